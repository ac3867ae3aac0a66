package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminOutput;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.event.EventPattern;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code events}: the event types that are known; {@code --stored}: the events that are kept. */
@Command(
    name = "events",
    description = {
      "List the event types that are known.",
      "With --stored: the events that the store holds, the newest first."
    },
    footer = {
      "",
      "Examples:",
      "  dromedary events",
      "  dromedary events 'data/dm.*.modified'",
      "  dromedary events '*.created*' --source aps --json",
      "  dromedary events show iTwins.iTwinCreated.v1",
      "  dromedary events --stored --source itwin --since 2h",
      "  dromedary events --stored --state unrouted --type 'data/dm.*'",
      "  dromedary events --stored --target partner --state pending --json"
    },
    subcommands = {EventsShowCommand.class, EventsSchemaCommand.class, EventsExportCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EventsCommand implements Callable<Integer> {
  private static final View STORED =
      new View(
          List.of(
              Column.text("RECEIVED", "receivedAt"),
              Column.text("EVENT", "id"),
              Column.text("TYPE", "type"),
              Column.state("STATE", "state"),
              Column.prose("DELIVERIES", "deliveries")),
          PageOptions::summary);

  private static final View TYPES =
      new View(
          List.of(
              Column.text("SOURCE", "source"),
              Column.text("SYSTEM", "system"),
              Column.text("TYPE", "type"),
              Column.prose("DESCRIPTION", "description")),
          EventsCommand::summary);

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      description = "Event types as in routes: data/dm.*.modified, or *.added.")
  private @Nullable String pattern;

  @Option(names = "--stored", description = "Events that are stored, not types.")
  private boolean stored;

  @Mixin private FilterOptions filter = new FilterOptions();
  @Mixin private StateOption state = new StateOption();
  @Mixin private PageOptions page = new PageOptions();
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    CommandSpec command = Objects.requireNonNull(spec);
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    filter.addTo(request);
    state.addTo(request);
    page.addTo(request);
    if (stored) {
      refuse(command, pattern != null, "a pattern is for types; with --stored say --type PATTERN");
      return options.run(command, "events stored", request, STORED);
    }
    request.remove("source");
    Iterator<String> further = request.fieldNames();
    refuse(
        command,
        further.hasNext(),
        "--"
            + (further.hasNext() ? further.next() : "")
            + " is for stored events: say --stored too");
    EventPattern wanted = wanted(command);
    return options.run(
        command, TYPES, (settings, output) -> list(settings.catalogue(), wanted, output));
  }

  private static void refuse(CommandSpec command, boolean wrong, String why) {
    if (wrong) {
      throw new ParameterException(command.commandLine(), why);
    }
  }

  private EventPattern wanted(CommandSpec command) {
    try {
      return EventPattern.parse(pattern == null ? "*" : pattern);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void list(Catalogue catalogue, EventPattern wanted, AdminOutput output)
      throws AdminException {
    List<EventEntry> found = catalogue.matching(filter.source, wanted);
    found.forEach(entry -> output.row(EntryJson.brief(entry)));
    output.result(JsonNodeFactory.instance.objectNode().put("shown", found.size()));
  }

  private static List<String> summary(JsonNode result) {
    int shown = result.path("shown").asInt();
    return List.of(
        shown
            + (shown == 1 ? " event type" : " event types")
            + "; 'events show <type>' says what is in one");
  }
}
