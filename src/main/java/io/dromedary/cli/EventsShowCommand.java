package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminOutput;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.catalogue.Known;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code events show}: all that is known of an event type. */
@Command(
    name = "show",
    description =
        "Show an event type: what it means, when it is sent, its fields, a sample, and how sure"
            + " that is.",
    footer = {
      "",
      "Examples:",
      "  dromedary events show iTwins.iTwinCreated.v1",
      "  dromedary events show item.created --system adsk.upchain.live",
      "  dromedary events show budget.updated-1.0 --json"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EventsShowCommand implements Callable<Integer> {
  private static final View VIEW = new View(List.of(), EntryText::of);

  @Spec private @Nullable CommandSpec spec;

  @Mixin private EntryOptions which = new EntryOptions();
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(
        Objects.requireNonNull(spec),
        VIEW,
        (settings, output) -> show(settings.catalogue(), output));
  }

  private void show(Catalogue catalogue, AdminOutput output) throws AdminException {
    ObjectNode result = JsonNodeFactory.instance.objectNode().put("asked", which.type);
    ArrayNode matches = result.putArray("matches");
    for (Known known : which.findIn(catalogue)) {
      if (known instanceof Known.Exactly exactly) {
        matches.add(match(exactly.entry(), catalogue, false));
      } else if (known instanceof Known.NewerVersion newer) {
        matches.add(match(newer.entry(), catalogue, true));
      }
    }
    output.result(result);
  }

  private static ObjectNode match(EventEntry entry, Catalogue catalogue, boolean newerVersion) {
    return EntryJson.whole(entry, catalogue).put("newerVersion", newerVersion);
  }
}
