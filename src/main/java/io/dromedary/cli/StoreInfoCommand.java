package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code store info}: which store it is, how large, and what it holds. */
@Command(
    name = "info",
    description = "Show which store it is, how large, and how much of what it holds.",
    footer = {"", "Examples:", "  dromedary store info", "  dromedary store info --json"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StoreInfoCommand implements Callable<Integer> {
  private static final View VIEW =
      new View(
          List.of(
              Column.text("TABLE", "table"),
              Column.state("STATE", "state"),
              Column.number("ROWS", "count")),
          StoreInfoCommand::summary);

  @Spec private @Nullable CommandSpec spec;

  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(
        Objects.requireNonNull(spec), "store info", JsonNodeFactory.instance.objectNode(), VIEW);
  }

  private static List<String> summary(JsonNode result) {
    List<String> lines = new ArrayList<>();
    lines.add("store            " + result.path("location").asText());
    lines.add(
        "database         "
            + result.path("database").asText()
            + ", schema "
            + result.path("schema").asInt());
    lines.add("size             " + Size.of(result.path("bytes").asLong()));
    if (result.has("walBytes")) {
      lines.add("write-ahead log  " + Size.of(result.path("walBytes").asLong()));
    }
    if (result.has("diskFree")) {
      lines.add("free on disk     " + Size.of(result.path("diskFree").asLong()));
    }
    lines.add("oldest unrouted  " + result.path("oldestUnrouted").asText("none"));
    return lines;
  }
}
