package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.store.Replay;
import io.dromedary.store.Replays;
import java.util.Set;

/** {@code replay list}: the latest replays, and how far each has come. */
final class ListReplays implements AdminCommand {
  private static final int SHOWN = 50;

  private final Replays replays;

  ListReplays(Replays replays) {
    this.replays = replays;
  }

  @Override
  public String name() {
    return "replay list";
  }

  @Override
  public Set<String> parameters() {
    return Set.of();
  }

  @Override
  public void run(JsonNode request, AdminOutput output) {
    int shown = 0;
    for (Replay replay : replays.latest(SHOWN)) {
      ObjectNode row = ReplayJson.of(replay);
      ObjectNode filter = row.putObject("filter");
      replay.request().filter().parts().forEach(filter::put);
      output.row(row);
      shown++;
    }
    output.result(EventJson.object().put("shown", shown));
  }
}
