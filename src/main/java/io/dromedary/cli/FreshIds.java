package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes a new event of a body that was sent before: where the body says which message it is
 * (docs/contracts.md, section A5), that is new. Other providers say it in headers.
 */
final class FreshIds {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter US =
      DateTimeFormatter.ofPattern("M/d/uuuu h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

  private FreshIds() {}

  static byte[] in(byte[] body, RandomGenerator random, Instant now) throws CommandFailure {
    try {
      JsonNode root = JSON.readTree(body);
      if (root instanceof ObjectNode event && event.hasNonNull("messageId")) {
        event.put("messageId", new UUID(random.nextLong(), random.nextLong()).toString());
        if (event.hasNonNull("enqueuedDateTime")) {
          event.put("enqueuedDateTime", US.format(now));
        }
        return JSON.writeValueAsBytes(event);
      }
      return body;
    } catch (IOException e) {
      throw new CommandFailure(2, "--fresh needs a body of JSON, and this one cannot be read");
    }
  }
}
