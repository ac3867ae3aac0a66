package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code events --stored}: the events that the store holds. */
@Command(
    name = "events",
    description = "List the events that the store holds, the newest first.",
    footer = {
      "",
      "Examples:",
      "  dromedary events --stored --source itwin --since 2h",
      "  dromedary events --stored --state unrouted --type 'data/dm.*'",
      "  dromedary events --stored --target partner --state pending --json"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EventsCommand implements Callable<Integer> {
  private static final View VIEW =
      new View(
          List.of(
              Column.text("RECEIVED", "receivedAt"),
              Column.text("EVENT", "id"),
              Column.text("TYPE", "type"),
              Column.state("STATE", "state"),
              Column.prose("DELIVERIES", "deliveries")),
          PageOptions::summary);

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--stored", required = true, description = "Those that are stored.")
  private boolean stored;

  @Mixin private FilterOptions filter = new FilterOptions();
  @Mixin private StateOption state = new StateOption();
  @Mixin private PageOptions page = new PageOptions();
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    filter.addTo(request);
    state.addTo(request);
    page.addTo(request);
    return options.run(
        Objects.requireNonNull(spec), stored ? "events stored" : "events", request, VIEW);
  }
}
