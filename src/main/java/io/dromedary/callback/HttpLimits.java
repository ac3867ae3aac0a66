package io.dromedary.callback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one client, and all clients together, may take from the HTTP server.
 *
 * @param maxBodySize bytes of one request body; more is answered 413
 * @param maxHeaderSize bytes of one header block; more is answered 431
 * @param headerTimeout from connect until the first header block is complete; then the connection
 *     is closed
 * @param bodyTimeout from the end of the headers until the body is complete; then 408
 * @param maxConnections open at once; further ones are closed
 * @param maxBytesInFlight bytes of all bodies that were received and whose route has not ended;
 *     more is answered 503
 * @param keepAliveTimeout from an answer until the next header block on the same connection is
 *     complete; then the connection is closed
 * @param drainTimeout how long a stop waits for the answers of requests in flight
 */
public record HttpLimits(
    int maxBodySize,
    int maxHeaderSize,
    Duration headerTimeout,
    Duration bodyTimeout,
    int maxConnections,
    long maxBytesInFlight,
    Duration keepAliveTimeout,
    Duration drainTimeout) {

  /**
   * @throws IllegalArgumentException that names every limit that cannot work
   */
  public HttpLimits {
    List<String> problems = new ArrayList<>();
    positive("maxBodySize", maxBodySize, problems);
    positive("maxHeaderSize", maxHeaderSize, problems);
    positive("headerTimeout", headerTimeout.toMillis(), problems);
    positive("bodyTimeout", bodyTimeout.toMillis(), problems);
    positive("maxConnections", maxConnections, problems);
    positive("keepAliveTimeout", keepAliveTimeout.toMillis(), problems);
    if (drainTimeout.isNegative()) {
      problems.add("drainTimeout is negative");
    }
    if (maxBytesInFlight < maxBodySize) {
      problems.add(
          "maxBytesInFlight (%d) is below maxBodySize (%d), so such a body could never be accepted"
              .formatted(maxBytesInFlight, maxBodySize));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("HTTP limits: " + String.join("; ", problems));
    }
  }

  /**
   * The limits that the shipped configuration documents; the byte budget is a quarter of the heap.
   */
  public static HttpLimits defaults() {
    int maxBodySize = 8 * 1024 * 1024;
    return new HttpLimits(
        maxBodySize,
        32 * 1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        4096,
        Math.max(Runtime.getRuntime().maxMemory() / 4, maxBodySize),
        Duration.ofSeconds(60),
        Duration.ofSeconds(15));
  }

  private static void positive(String name, long value, List<String> problems) {
    if (value <= 0) {
      problems.add(name + " must be more than 0");
    }
  }
}
