package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code purge}: removes events on request, with all that is stored of them. */
@Command(
    name = "purge",
    description =
        "Remove events for good, with their deliveries and attempts, whatever their state.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  dromedary purge --field /content/userId=e5c7ae4f --dry-run    which events it would be",
      "  dromedary purge --event itwin:32369e4b-c9ff-47e4-b422-83b97247ce5b"
    })
final class PurgeCommand implements Callable<Integer> {
  private static final View VIEW =
      new View(
          List.of(Column.text("EVENT", "event"), Column.text("WHAT", "what")),
          PurgeCommand::summary);

  @Spec private @Nullable CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  @Option(names = "--dry-run", description = "Only look which events it would be.")
  private boolean dryRun;

  @Mixin private AdminOptions options = new AdminOptions();

  /** Either of them. */
  private static final class Which {
    @Option(
        names = "--event",
        paramLabel = "ID",
        description = "One event, by its id, or by source, colon and id.")
    @Nullable String event;

    @Option(
        names = "--field",
        paramLabel = "FIELD=VALUE",
        description = {
          "All events with this value in a field: a JSON pointer into the body such as"
              + " /content/userId, or source, eventType, system, domain, subscription, orderKey."
        })
    @Nullable String field;
  }

  @Override
  public Integer call() throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    if (which.event != null) {
      request.put("event", which.event);
    }
    if (which.field != null) {
      request.put("field", which.field);
    }
    request.put("dryRun", dryRun);
    return options.run(Objects.requireNonNull(spec), "purge", request, VIEW);
  }

  private static List<String> summary(JsonNode result) {
    boolean dryRun = result.path("dryRun").asBoolean();
    List<String> lines = new ArrayList<>();
    lines.add(
        (dryRun ? "Would remove " : "Removed ")
            + result.path("events").asLong()
            + " event(s), "
            + result.path("deliveries").asLong()
            + " deliveries and "
            + result.path("attempts").asLong()
            + " attempts, of "
            + result.path("searched").asLong()
            + " event(s) looked at.");
    note(lines, result, "unrouted", "event(s) had not been routed: nobody gets them.");
    note(lines, result, "pending", "deliveries had not been made: these targets do not get them.");
    note(lines, result, "deadLetters", "event(s) were dead letters.");
    note(
        lines,
        result,
        "unreadable",
        "event(s) could not be searched: they are no JSON. Look at them, and purge them by id.");
    if (!result.path("complete").asBoolean()) {
      lines.add("It was broken off. Run it again to go through the rest.");
    }
    lines.add("Out of reach:");
    result.path("outOfReach").forEach(what -> lines.add("  " + what.asText()));
    return lines;
  }

  private static void note(List<String> lines, JsonNode result, String field, String sentence) {
    long count = result.path(field).asLong();
    if (count > 0) {
      lines.add(count + " " + sentence);
    }
  }
}
