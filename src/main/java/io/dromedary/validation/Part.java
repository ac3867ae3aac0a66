package io.dromedary.validation;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the slim jar does without. */
public enum Part {
  /** The client of Kafka, and Camel's component. */
  KAFKA(
      "Kafka",
      "org.apache.camel.component.kafka.KafkaComponent",
      Set.of("io.dromedary.target.BusClient", "io.dromedary.target.BusHeaders"),
      Set.of("org.apache.kafka.", "org.apache.camel.component.kafka."),
      "kafka"),
  /** The driver. */
  POSTGRESQL("PostgreSQL", "org.postgresql.Driver", Set.of(), Set.of("org.postgresql."), null);

  private final String title;
  private final String probe;
  private final Set<String> classes;
  private final Set<String> packages;
  private final @Nullable String scheme;

  Part(
      String title,
      String probe,
      Set<String> classes,
      Set<String> packages,
      @Nullable String scheme) {
    this.title = title;
    this.probe = probe;
    this.classes = classes;
    this.packages = packages;
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
        + ": start dromedary.jar in its place, which has it";
  }

  /** The missing one that a class needs; null when that is not why it is missing. */
  static @Nullable Part missingBehind(String type) {
    return missing(
        part -> part.classes.contains(type) || part.packages.stream().anyMatch(type::startsWith));
  }

  /** The missing one that a component needs; null when that is not why it is missing. */
  static @Nullable Part missingBehindScheme(String scheme) {
    return missing(part -> scheme.equals(part.scheme));
  }

  private static @Nullable Part missing(Predicate<Part> needed) {
    return Stream.of(values()).filter(needed).filter(Part::isMissing).findFirst().orElse(null);
  }
}
