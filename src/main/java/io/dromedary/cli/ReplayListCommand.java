package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code replay list}: the latest replays. */
@Command(
    name = "list",
    description = "List the latest replays, and how far each has come.",
    footer = {"", "Examples:", "  dromedary replay list", "  dromedary replay list --json"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ReplayListCommand implements Callable<Integer> {
  private static final View VIEW =
      new View(
          List.of(
              Column.number("REPLAY", "replay"),
              Column.text("CREATED", "createdAt"),
              Column.text("MODE", "mode"),
              Column.state("STATE", "state"),
              Column.number("EXAMINED", "examined"),
              Column.number("EVENTS", "events"),
              Column.prose("FILTER", "filter")),
          result -> List.of());

  @Spec private @Nullable CommandSpec spec;
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(
        Objects.requireNonNull(spec), "replay list", JsonNodeFactory.instance.objectNode(), VIEW);
  }
}
