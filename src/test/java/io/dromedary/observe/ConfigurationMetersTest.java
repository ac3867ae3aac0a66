package io.dromedary.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A registry of meters holds what it asks by a weak reference, unless it is told otherwise. */
class ConfigurationMetersTest {
  @Test
  void theyAreShownAfterACollection() {
    MeterRegistry meters = new SimpleMeterRegistry();
    watch(meters, 7);
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return garbage.get() == null;
            });

    assertThat(meters.get("dromedary.configuration.generation").gauge().value()).isEqualTo(7);
    assertThat(meters.get("dromedary.configuration.findings").gauge().value()).isEqualTo(3);
    assertThat(meters.get("dromedary.configuration.waiting").gauge().value()).isEqualTo(1);
  }

  private static void watch(MeterRegistry meters, long generation) {
    ConfigurationFacts facts =
        new ConfigurationFacts(
            generation, "0a1b", Instant.EPOCH, 0, Set.of("dromedary.listen"), List.of("one"), 2);
    new Metrics(meters, Clock.systemUTC()).watchConfiguration(() -> facts);
  }
}
