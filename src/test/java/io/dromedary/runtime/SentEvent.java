package io.dromedary.runtime;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A callback that a test sends, and what has to become of it.
 *
 * @param path of the callback route
 * @param type as it is to be stored
 * @param domain where it belongs
 */
record SentEvent(
    String source, String path, byte[] body, String type, String system, String domain) {

  private static final Map<String, String> APS_DOMAINS =
      Map.of(
          "data", "data",
          "derivative", "derivative",
          "adsk.c4r", "c4r",
          "adsk.flc.production", "flc",
          "autodesk.construction.cost", "cost",
          "autodesk.construction.bc", "bc");

  /** One of each of the 120 types, with ids that nothing else has. */
  static List<SentEvent> oneOfEachType() {
    List<SentEvent> events = new ArrayList<>();
    for (EventEntry sample : Catalogue.shipped().listed()) {
      events.add(
          new SentEvent(
              sample.source(),
              "/callbacks/" + sample.source(),
              sample.body(new Random(), Instant.now()),
              sample.type(),
              sample.system(),
              domain(sample)));
    }
    return events;
  }

  // Not by the sample's own domain, which the code under test has found.
  private static String domain(EventEntry sample) {
    return sample.source().equals("itwin")
        ? sample.type().substring(0, sample.type().indexOf('.'))
        : Objects.requireNonNull(APS_DOMAINS.get(sample.system()), sample.system());
  }

  /** The sample of a type; fails when there is none. */
  static SentEvent ofType(String type) {
    return oneOfEachType().stream()
        .filter(event -> event.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample is of type " + type));
  }

  /** The same callback with another text in its body. */
  SentEvent with(String what, String replacement) {
    String changed = text().replace(what, replacement);
    if (changed.equals(text())) {
      throw new AssertionError("there is no " + what + " in " + text());
    }
    return new SentEvent(
        source, path, changed.getBytes(StandardCharsets.UTF_8), type, system, domain);
  }

  /** The same callback, for another type, system and domain. */
  SentEvent expectedAs(String otherType, String otherSystem, String otherDomain) {
    return new SentEvent(source, path, body, otherType, otherSystem, otherDomain);
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return source + " " + type;
  }
}
