package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.Callback;
import io.dromedary.event.EnvelopeReader;
import io.dromedary.event.EnvelopeSpec;
import io.dromedary.store.Accepted;
import io.dromedary.store.Mark;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the same callback again, and what only says the same. */
class RepeatsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String APS =
      "{\"resourceUrn\":\"urn:x\",\"hook\":{\"hookId\":\"h\",\"system\":\"data\",\"event\":\"e\"},"
          + "\"payload\":{\"a\":1}}";

  private Store store;

  @BeforeEach
  void open(@TempDir Path folder) {
    store = SqliteStore.open(folder.resolve("store.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Accepted accept(String preset, String body, Map<String, String> headers, Duration after) {
    Inbox inbox =
        new Inbox(store, Clock.fixed(START.plus(after), ZoneOffset.UTC), (source, place) -> {});
    Map<String, List<String>> received = new HashMap<>();
    headers.forEach((name, value) -> received.put(name, List.of(value)));
    return inbox
        .accept(
            preset,
            null,
            new Callback(body.getBytes(StandardCharsets.UTF_8), received, Map.of()),
            new EnvelopeReader(EnvelopeSpec.preset(preset)))
        .join();
  }

  @Test
  void anIdOfTheProviderIsKnownForSevenDays() {
    String body = "{\"eventType\":\"a.b.v1\",\"messageId\":\"m\"}";
    assertThat(accept("itwin", body, Map.of(), Duration.ZERO).stored()).isTrue();
    assertThat(accept("itwin", body, Map.of(), Duration.ofDays(7).minusMillis(1)).stored())
        .isFalse();
    assertThat(accept("itwin", body, Map.of(), Duration.ofDays(7)).stored()).isTrue();
  }

  @Test
  void aKeyMadeOfTheContentIsKnownForTwoDays() {
    assertThat(accept("aps", APS, Map.of(), Duration.ZERO).stored()).isTrue();
    assertThat(accept("aps", APS, Map.of(), Duration.ofDays(2).minusMillis(1)).stored()).isFalse();
    assertThat(accept("aps", APS, Map.of(), Duration.ofDays(2)).stored()).isTrue();
  }

  @Test
  void theSameContentUnderAnotherDeliveryIdIsKeptAndMarked() {
    accept("aps", APS, Map.of("x-adsk-delivery-id", "one"), Duration.ZERO);

    Accepted other = accept("aps", APS, Map.of("x-adsk-delivery-id", "two"), Duration.ofHours(1));

    assertThat(other.stored()).isTrue();
    assertThat(other.marks()).containsExactly(Mark.POSSIBLE_DUPLICATE);
  }

  @Test
  void withoutAnyKeyTheSameContentIsKeptAgainAndMarked() {
    String body = "{\"eventType\":\"door.opened\"}";
    Accepted first = accept("generic", body, Map.of(), Duration.ZERO);
    Accepted second = accept("generic", body, Map.of(), Duration.ofHours(1));

    assertThat(first.marks()).isEmpty();
    assertThat(second.stored()).isTrue();
    assertThat(second.marks()).containsExactly(Mark.POSSIBLE_DUPLICATE);
    assertThat(second.eventId()).isNotEqualTo(first.eventId());
  }

  @Test
  void whatCannotBeReadIsKnownByItsBytes() {
    assertThat(accept("generic", "no json", Map.of(), Duration.ZERO).stored()).isTrue();
    assertThat(accept("generic", "no json", Map.of(), Duration.ofHours(1)).stored()).isFalse();
  }
}
