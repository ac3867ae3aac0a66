package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dead replay}: dead letters once more. */
@Command(
    name = "replay",
    description =
        "Try dead letters again: deliveries are repeated with a fresh budget, parked events are"
            + " read and routed once more.",
    footer = {
      "",
      "Examples:",
      "  dromedary dead replay --target partner",
      "  dromedary dead replay --stage read --dry-run",
      "  dromedary dead replay --all --rate 50"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DeadReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ReplayOptions replay = new ReplayOptions();
  @Mixin private FilterOptions filter = new FilterOptions();
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    replay.addTo(request);
    filter.addTo(request);
    request.put("dead", true);
    return options.run(
        Objects.requireNonNull(spec), "replay", request, ReplayCommand.VIEW, replay.question());
  }
}
