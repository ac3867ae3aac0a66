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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code event show} and {@code dead show}: the journey of one event. */
@Command(
    name = "show",
    description =
        "Show the journey of one event: what came, how it was routed, every delivery and attempt.",
    footer = {
      "",
      "Examples:",
      "  dromedary event show itwin:32369e4b-c9ff-47e4-b422-83b97247ce5b",
      "  dromedary event show 32369e4b-c9ff-47e4-b422-83b97247ce5b --body",
      "  dromedary event show 32369e4b-c9ff-47e4-b422-83b97247ce5b --json",
      "  dromedary dead show itwin:32369e4b-c9ff-47e4-b422-83b97247ce5b"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EventShowCommand implements Callable<Integer> {
  private static final View VIEW = new View(List.of(), JourneyText::of);

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "EVENT",
      description = "<source>:<event id>, or the event id where only one source has it.")
  private String id = "";

  @Option(names = "--body", description = "Show the whole body, not just its beginning.")
  private boolean wholeBody;

  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("id", id).put("wholeBody", wholeBody);
    return options.run(Objects.requireNonNull(spec), "event show", request, VIEW);
  }
}
