package io.dromedary.cli;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.event.Suggestion;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the event type of the catalogue that a command line names. */
final class SampleChoice {
  private final Catalogue catalogue;

  SampleChoice(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * The entry of a type.
   *
   * @param source as the command line calls it
   * @param scheme by which it signs: a source of another name that signs as iTwin does sends what
   *     iTwin sends
   * @param system null when the type alone is to say it
   */
  EventEntry of(String source, String scheme, String type, @Nullable String system)
      throws CommandFailure {
    List<EventEntry> entries = of(source);
    if (entries.isEmpty()) {
      entries = of(scheme);
    }
    if (entries.isEmpty()) {
      throw new CommandFailure(
          2,
          "the catalogue has no event types of source %s: give the body with --file, or add its types to config/events.yaml"
              .formatted(source));
    }
    List<EventEntry> found =
        entries.stream()
            .filter(entry -> entry.type().equals(type))
            .filter(entry -> system == null || entry.system().equals(system))
            .toList();
    if (found.isEmpty()) {
      throw new CommandFailure(2, unknown(source, type, system, entries));
    }
    if (found.size() > 1) {
      throw new CommandFailure(
          2,
          "several systems of %s have the type %s: say --system with one of %s"
              .formatted(source, type, systems(found)));
    }
    return found.get(0);
  }

  /** A family stands for names that are not known, so that nothing of that name can be sent. */
  private List<EventEntry> of(String source) {
    return catalogue.entries().stream()
        .filter(entry -> entry.source().equals(source) && !entry.isFamily())
        .toList();
  }

  private static String unknown(
      String source, String type, @Nullable String system, List<EventEntry> entries) {
    List<EventEntry> elsewhere =
        entries.stream().filter(entry -> entry.type().equals(type)).toList();
    if (!elsewhere.isEmpty()) {
      return "%s has the type %s not in the system %s, but in %s"
          .formatted(source, type, system, systems(elsewhere));
    }
    return "%s has no event type '%s'.%s 'events' lists them; --file sends any body"
        .formatted(
            source,
            type,
            Suggestion.didYouMean(
                type, entries.stream().map(EventEntry::type).distinct().toList()));
  }

  private static String systems(List<EventEntry> entries) {
    return entries.stream().map(EventEntry::system).collect(Collectors.joining(", "));
  }
}
