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

/** {@code replay}: events once more. */
@Command(
    name = "replay",
    description =
        "Deliver events once more: each of their deliveries, with its stored body. What was not"
            + " routed is read and routed.",
    subcommands = ReplayListCommand.class,
    footer = {
      "",
      "Examples:",
      "  dromedary replay itwin:7a5e7f2c-1d1f-4f5c-9a1f-0d2f0f6f0c11",
      "  dromedary replay --target warehouse --since 2026-01-31 --dry-run",
      "  dromedary replay --source aps --type 'data/dm.*' --reroute --rate 50",
      "  dromedary replay --state unrouted --to archive",
      "  dromedary replay --resume 7"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ReplayCommand implements Callable<Integer> {
  static final View VIEW = new View(List.of(), ReplayText::of);

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ReplayOptions replay = new ReplayOptions();

  @Option(
      names = "--resume",
      paramLabel = "REPLAY",
      description = "Go on with one that was interrupted, by its number in 'replay list'.")
  private @Nullable Long resume;

  @Mixin private FilterOptions filter = new FilterOptions();
  @Mixin private StateOption state = new StateOption();
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    replay.addTo(request);
    filter.addTo(request);
    state.addTo(request);
    if (resume != null) {
      request.put("resume", resume);
    }
    return options.run(
        Objects.requireNonNull(spec),
        "replay",
        request,
        VIEW,
        resume == null ? replay.question() : null);
  }
}
