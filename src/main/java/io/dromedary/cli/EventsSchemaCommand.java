package io.dromedary.cli;

import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminOutput;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.catalogue.EventSchema;
import io.dromedary.catalogue.Known;
import io.dromedary.catalogue.PrettyJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code events schema}: the JSON Schema of an event type. */
@Command(
    name = "schema",
    description = "Print the JSON Schema (2020-12) of the body of an event type.",
    footer = {
      "",
      "Examples:",
      "  dromedary events schema iModels.changesReady.v1 > changesReady.schema.json",
      "  dromedary events schema item.created --system adsk.upchain.live"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EventsSchemaCommand implements Callable<Integer> {
  private static final View VIEW =
      new View(List.of(), schema -> PrettyJson.of(schema).lines().toList());

  @Spec private @Nullable CommandSpec spec;

  @Mixin private EntryOptions which = new EntryOptions();
  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(
        Objects.requireNonNull(spec),
        VIEW,
        (settings, output) -> print(settings.catalogue(), output));
  }

  private void print(Catalogue catalogue, AdminOutput output) throws AdminException {
    List<EventEntry> entries = new ArrayList<>();
    for (Known known : which.findIn(catalogue)) {
      if (known instanceof Known.Exactly exactly) {
        entries.add(exactly.entry());
      } else if (known instanceof Known.NewerVersion newer) {
        throw new AdminException(
            AdminException.Kind.NOT_FOUND,
            "looking for the schema of "
                + which.type
                + ": it is a newer version than the catalogue has, which is "
                + newer.entry().type());
      }
    }
    if (entries.size() > 1) {
      throw new AdminException(
          AdminException.Kind.BAD_REQUEST,
          which.type
              + " is a type of several systems, "
              + entries.stream().map(EventEntry::system).collect(Collectors.joining(", "))
              + ": say which with --system");
    }
    output.result(EventSchema.of(entries.get(0)));
  }
}
