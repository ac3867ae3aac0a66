package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dead list}: the dead letters of all stages. */
@Command(
    name = "list",
    description = "List what was given up, at every stage, with the reason and its age.",
    footer = {
      "",
      "Examples:",
      "  dromedary dead list",
      "  dromedary dead list --stage delivery --target partner --since 7d",
      "  dromedary dead list --json --limit 1000"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DeadListCommand implements Callable<Integer> {
  private static final View VIEW =
      new View(
          List.of(
              Column.text("EVENT", "id"),
              Column.text("STAGE", "stage"),
              Column.text("TARGET", "target"),
              Column.text("TYPE", "type"),
              Column.text("AGE", "age"),
              Column.number("ATTEMPTS", "attempts"),
              Column.prose("REASON", "reason")),
          DeadListCommand::summary);

  @Spec private @Nullable CommandSpec spec;
  @Mixin private FilterOptions filter = new FilterOptions();
  @Mixin private PageOptions page = new PageOptions();
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    filter.addTo(request);
    page.addTo(request);
    return options.run(Objects.requireNonNull(spec), "dead list", request, VIEW);
  }

  private static List<String> summary(JsonNode result) {
    List<String> lines = new ArrayList<>(PageOptions.summary(result));
    lines.add("dead letters in all: " + Column.text("", "all").of(result));
    return lines;
  }
}
