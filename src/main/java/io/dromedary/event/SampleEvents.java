package io.dromedary.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One sample of every event type that the providers' pages list: 40 of iTwin, with the content
 * printed there (docs/contracts.md, section A6), and 80 of Autodesk Platform Services, with a small
 * payload of the documented keys (section B1).
 */
public final class SampleEvents {
  private SampleEvents() {}

  private static final class Loaded {
    static final List<SampleEvent> ALL = load();
  }

  /** All samples, iTwin first, in the order of the providers' pages. */
  public static List<SampleEvent> all() {
    return Loaded.ALL;
  }

  private static List<SampleEvent> load() {
    List<SampleEvent> samples = new ArrayList<>();
    samples.addAll(load("itwin"));
    samples.addAll(load("aps"));
    return List.copyOf(samples);
  }

  private static List<SampleEvent> load(String source) {
    EnvelopeReader reader = new EnvelopeReader(EnvelopeSpec.preset(source));
    List<SampleEvent> samples = new ArrayList<>();
    for (JsonNode body : bodies("samples-" + source + ".json")) {
      String template = body.toString();
      Envelope envelope =
          reader.read(new Callback(template.getBytes(StandardCharsets.UTF_8), Map.of(), Map.of()));
      samples.add(
          new SampleEvent(
              source,
              Objects.requireNonNull(envelope.system(), template),
              Objects.requireNonNull(envelope.eventType(), template),
              envelope.domain(),
              template));
    }
    return samples;
  }

  private static JsonNode bodies(String resource) {
    try (InputStream in = SampleEvents.class.getResourceAsStream(resource)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, resource));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the sample events in " + resource, e);
    }
  }
}
