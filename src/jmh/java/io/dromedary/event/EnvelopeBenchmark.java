package io.dromedary.event;

import io.dromedary.catalogue.Catalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What an accept makes of a callback: a callback of the request, its envelope, what is kept. */
@NullUnmarked // JMH sets it up
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EnvelopeBenchmark {
  private static final int LARGE = 64 << 10;

  /** A body as the provider sends it; {@code large}: one of iTwin with 64 KiB of content. */
  @Param({"itwin", "large", "aps"})
  public String sample;

  private byte[] body;
  private Map<String, List<String>> headers;
  private Callback received;
  private EnvelopeReader reader;

  @Setup
  public void prepare() {
    boolean aps = sample.equals("aps");
    reader = new EnvelopeReader(EnvelopeSpec.preset(aps ? "aps" : "itwin"));
    body = body(aps ? "dm.version.added" : "iModels.iModelDeleted.v1");
    if (sample.equals("large")) {
      String more =
          "{\"elements\":[" + "{\"id\":\"0x20000000001\",\"area\":12.5},".repeat(LARGE / 36);
      body =
          new String(body, StandardCharsets.UTF_8)
              .replace("\"content\":{", "\"content\":" + more + "{}],")
              .getBytes(StandardCharsets.UTF_8);
    }
    headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Host", List.of("hooks.example.com"));
    headers.put("User-Agent", List.of("Apache-HttpClient/4.5.13 (Java/17.0.9)"));
    headers.put("Content-Type", List.of("application/json; charset=utf-8"));
    headers.put("Content-Length", List.of(Integer.toString(body.length)));
    headers.put("Accept", List.of("*/*"));
    headers.put(aps ? "x-adsk-signature" : "Signature", List.of("0".repeat(64)));
    if (aps) {
      headers.put("x-adsk-delivery-id", List.of("1fcd3e30-9f3f-11e7-951f-0fd5337ed5ce"));
    }
    received = callback();
    if (read().problem() != null || read().eventType() == null) {
      throw new IllegalStateException("The callback cannot be read: " + read().problem());
    }
  }

  private static byte[] body(String type) {
    return Catalogue.shipped().listed().stream()
        .filter(entry -> entry.type().equals(type))
        .findFirst()
        .orElseThrow()
        .body(new Random(1), Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Benchmark
  public Callback callback() {
    return new Callback(body, headers, Map.of());
  }

  @Benchmark
  public Envelope read() {
    return reader.read(received);
  }

  @Benchmark
  public Object kept() {
    return reader.kept(received, "itwin-callback");
  }
}
