package io.dromedary.cli;

import io.dromedary.admin.AdminException;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.catalogue.Known;
import io.dromedary.event.Suggestion;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which entry of the catalogue. */
final class EntryOptions {
  @Parameters(
      paramLabel = "TYPE",
      completionCandidates = Candidates.EventTypes.class,
      description = "The event type, for example iTwins.iTwinCreated.v1.")
  String type = "";

  @Option(names = "--source", paramLabel = "SOURCE", description = "Only of this source.")
  @Nullable String source;

  @Option(names = "--system", paramLabel = "SYSTEM", description = "Only of this system.")
  @Nullable String system;

  /**
   * What is known of the type, in each system that has it.
   *
   * @throws AdminException when nothing is; it names what was likely meant
   */
  List<Known> findIn(Catalogue catalogue) throws AdminException {
    List<Known> found = catalogue.findAll(source, system, type);
    if (found.isEmpty()) {
      throw new AdminException(AdminException.Kind.NOT_FOUND, unknown(catalogue));
    }
    return found;
  }

  private String unknown(Catalogue catalogue) {
    List<EventEntry> among =
        catalogue.entries().stream()
            .filter(entry -> source == null || entry.source().equals(source))
            .filter(entry -> system == null || entry.system().equals(system))
            .toList();
    String where =
        (source == null ? "" : " of source " + source)
            + (system == null ? "" : " of system " + system);
    if (among.isEmpty()) {
      return "looking for "
          + type
          + where
          + ": the catalogue has no event types there. It has those of "
          + catalogue.entries().stream()
              .map(entry -> entry.source() + "/" + entry.system())
              .distinct()
              .collect(Collectors.joining(", "));
    }
    return "looking for "
        + type
        + where
        + ": the catalogue has no such event type."
        + Suggestion.didYouMean(type, among.stream().map(EventEntry::type).distinct().toList())
        + " 'events' lists those that it has; an entry of your own goes into config/events.yaml";
  }
}
