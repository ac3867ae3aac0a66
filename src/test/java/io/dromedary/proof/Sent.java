package io.dromedary.proof;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * One event as its provider sends it, and sends it again.
 *
 * @param source {@code itwin} or {@code aps}
 * @param body its bytes, of no other event
 * @param digest of the body
 * @param deliveryId what APS calls the delivery
 */
record Sent(String source, byte[] body, String digest, String deliveryId) {
  /** One of any type. */
  static Sent any(Random random) {
    List<EventEntry> samples = Catalogue.shipped().listed();
    return of(samples.get(random.nextInt(samples.size())), random);
  }

  /** One of a certain type. */
  static Sent ofType(String eventType, Random random) {
    return of(
        Catalogue.shipped().listed().stream()
            .filter(sample -> sample.type().equals(eventType))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no sample " + eventType)),
        random);
  }

  /** The same with another text in its body, wherever the first one is. */
  Sent with(String text, String other) {
    byte[] changed =
        new String(body, StandardCharsets.UTF_8)
            .replace(text, other)
            .getBytes(StandardCharsets.UTF_8);
    return new Sent(source, changed, Digest.of(changed), deliveryId);
  }

  private static Sent of(EventEntry sample, Random random) {
    byte[] body = sample.body(random, Instant.now());
    String deliveryId = "~/" + new UUID(random.nextLong(), random.nextLong());
    return new Sent(sample.source(), body, Digest.of(body), deliveryId);
  }
}
