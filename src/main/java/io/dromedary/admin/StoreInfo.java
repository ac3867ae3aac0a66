package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.store.Database;
import io.dromedary.store.StoreCounts;
import io.dromedary.store.StoreFacts;
import java.util.Set;

/** {@code store info}: which store it is, how large, and what it holds. */
final class StoreInfo implements AdminCommand {
  private final Database database;

  StoreInfo(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "store info";
  }

  @Override
  public Set<String> parameters() {
    return Set.of();
  }

  @Override
  public void run(JsonNode request, AdminOutput output) {
    StoreCounts counts = StoreCounts.of(database, new Watched(output));
    CountRows.of(counts).forEach(output::row);
    output.result(result(StoreFacts.of(database)));
  }

  private static ObjectNode result(StoreFacts facts) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("database", facts.database()).put("schema", facts.schema());
    result.put("location", facts.location()).put("bytes", facts.bytes());
    facts.walBytes().ifPresent(bytes -> result.put("walBytes", bytes));
    facts.diskFree().ifPresent(bytes -> result.put("diskFree", bytes));
    facts.oldestUnrouted().ifPresent(time -> result.put("oldestUnrouted", time.toString()));
    return result;
  }
}
