package io.dromedary.cli;

import io.dromedary.event.SampleEvent;
import io.dromedary.event.SampleEvents;
import io.dromedary.runtime.Suggestion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the sample that a command line names. */
final class SampleChoice {
  private SampleChoice() {}

  /**
   * The sample of a type.
   *
   * @param source as the command line calls it
   * @param scheme by which it signs: a source of another name that signs as iTwin does sends what
   *     iTwin sends
   * @param system null when the type alone is to say it
   */
  static SampleEvent of(String source, String scheme, String type, @Nullable String system)
      throws CommandFailure {
    List<SampleEvent> samples = of(source);
    if (samples.isEmpty()) {
      samples = of(scheme);
    }
    if (samples.isEmpty()) {
      throw new CommandFailure(
          2, "there are no samples for source %s: give the body with --file".formatted(source));
    }
    List<SampleEvent> found =
        samples.stream()
            .filter(sample -> sample.eventType().equals(type))
            .filter(sample -> system == null || sample.system().equals(system))
            .toList();
    if (found.isEmpty()) {
      throw new CommandFailure(2, unknown(source, type, system, samples));
    }
    if (found.size() > 1) {
      throw new CommandFailure(
          2,
          "several systems of %s have the type %s: say --system with one of %s"
              .formatted(
                  source,
                  type,
                  String.join(", ", found.stream().map(SampleEvent::system).toList())));
    }
    return found.get(0);
  }

  private static List<SampleEvent> of(String source) {
    return SampleEvents.all().stream().filter(sample -> sample.source().equals(source)).toList();
  }

  private static String unknown(
      String source, String type, @Nullable String system, List<SampleEvent> samples) {
    List<String> elsewhere =
        samples.stream()
            .filter(sample -> sample.eventType().equals(type))
            .map(SampleEvent::system)
            .toList();
    if (!elsewhere.isEmpty()) {
      return "%s has the type %s not in the system %s, but in %s"
          .formatted(source, type, system, String.join(", ", elsewhere));
    }
    return "%s has no event type '%s'.%s 'events' lists them; --file sends any body"
        .formatted(
            source,
            type,
            Suggestion.didYouMean(
                type, samples.stream().map(SampleEvent::eventType).distinct().toList()));
  }
}
