package io.dromedary.validation;

import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the slim jar does without. */
public enum Part {
  /** The client of Kafka, and Camel's component. */
  KAFKA(
      "Kafka",
      "org.apache.camel.component.kafka.KafkaComponent",
      "io\\.dromedary\\.target\\.Bus(Client|Headers)|org\\.apache\\.(camel\\.component\\.)?kafka\\..*",
      "kafka"),
  /** The driver. */
  POSTGRESQL("PostgreSQL", "org.postgresql.Driver", "org\\.postgresql\\..*", null);

  private final String title;
  private final String probe;
  private final String classes;
  private final @Nullable String scheme;

  /**
   * @param probe a class of it
   * @param classes what needs it, as a regular expression
   */
  Part(String title, String probe, String classes, @Nullable String scheme) {
    this.title = title;
    this.probe = probe;
    this.classes = classes;
    this.scheme = scheme;
  }

  /** Whether it is not on the class path. */
  public boolean isMissing() {
    return ClassPath.find(probe) == null;
  }

  /** What people call it. */
  public String title() {
    return title;
  }

  /** Where to get it. */
  public String mend() {
    return "The slim jar comes without "
        + title
        + ": start dromedary.jar in its place, which has it, or put its jars into lib/ beside it";
  }

  /** The missing one that a class needs; null when that is not why it is missing. */
  static @Nullable Part missingBehind(String type) {
    return missing(part -> type.matches(part.classes));
  }

  /** The missing one that a component needs; null when that is not why it is missing. */
  static @Nullable Part missingBehindScheme(String scheme) {
    return missing(part -> scheme.equals(part.scheme));
  }

  private static @Nullable Part missing(Predicate<Part> needed) {
    return Stream.of(values()).filter(needed).filter(Part::isMissing).findFirst().orElse(null);
  }
}
