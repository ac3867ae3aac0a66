package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.store.Database;
import io.dromedary.store.StoreCopier;
import java.util.Set;

/** {@code store copy}: the whole store into another, empty one, while it is in use. */
final class StoreCopy implements AdminCommand {
  private final Database database;

  StoreCopy(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "store copy";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("to", "user", "password");
  }

  @Override
  public void run(JsonNode request, AdminOutput output) throws AdminException {
    String to = request.path("to").asText();
    CountRows.say(
        new StoreCopier(new Watched(output)).toFile(database, StoreBackup.newFile(to)), output);
  }
}
