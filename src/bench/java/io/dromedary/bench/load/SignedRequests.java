package io.dromedary.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Callbacks of iTwin, each with an id of its own, signed beforehand. Only the signatures are kept;
 * the rest is put in place when a request is sent. Immutable and thread-safe.
 */
public final class SignedRequests {
  private static final String BODY =
      "{\"content\":{\"userId\":\"e5c7ae4f-2d72-4319-b96a-d46492e4f860\","
          + "\"imodelId\":\"72640bf2-2173-4276-b896-c157bee0df76\"},"
          + "\"eventType\":\"iModels.iModelDeleted.v1\","
          + "\"iTwinId\":\"ce40a55a-6954-4de3-85c7-f796c3e423d9\","
          + "\"messageId\":\"@\","
          + "\"webhookId\":\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\","
          + "\"enqueuedDateTime\":\"11/3/2023 8:07:01 PM\"}";
  private static final byte[] BEFORE_ID = ascii(BODY.substring(0, BODY.indexOf('@')));
  private static final byte[] AFTER_ID = ascii(BODY.substring(BODY.indexOf('@') + 1));
  private static final int ID = 36;
  private static final int DIGEST = 32;
  private static final byte[] HEX = ascii("0123456789abcdef");

  /** Bytes of each body. */
  public static final int BODY_LENGTH = BEFORE_ID.length + ID + AFTER_ID.length;

  private static final byte[] AFTER_SIGNATURE =
      ascii("\r\nContent-Length: " + BODY_LENGTH + "\r\n\r\n");

  private final Ids ids;
  private final long first;
  private final byte[] digests;
  private final int count;

  private SignedRequests(Ids ids, long first, byte[] digests, int count) {
    this.ids = ids;
    this.first = first;
    this.digests = digests;
    this.count = count;
  }

  /**
   * Signs.
   *
   * @param first the number of the first id
   */
  public static SignedRequests sign(Ids ids, long first, int count, String secret) {
    byte[] digests = new byte[count * DIGEST];
    SecretKeySpec key = new SecretKeySpec(ascii(secret), "HmacSHA256");
    int parts = Math.max(1, Runtime.getRuntime().availableProcessors());
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              int end = (int) ((long) count * (part + 1) / parts);
              for (int i = (int) ((long) count * part / parts); i < end; i++) {
                sign(key, ids.id(first + i), digests, i * DIGEST);
              }
            });
    return new SignedRequests(ids, first, digests, count);
  }

  /** How many. */
  public int count() {
    return count;
  }

  /** The number of the first id. */
  public long first() {
    return first;
  }

  /** The beginning of each request to an address, up to the signature. */
  static byte[] head(Address address) {
    return ascii(
        "POST "
            + address.path()
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Signature: sha256=");
  }

  /**
   * Puts a request into a buffer.
   *
   * @param head of {@link #head}
   * @param index from 0
   */
  void put(ByteBuffer out, byte[] head, int index) {
    put(out, head, index, 0);
  }

  /** The same with one bit of the signature changed. */
  void putWrong(ByteBuffer out, byte[] head, int index) {
    put(out, head, index, 1);
  }

  private void put(ByteBuffer out, byte[] head, int index, int change) {
    out.put(head);
    for (int i = 0; i < DIGEST; i++) {
      int octet = digests[index * DIGEST + i] ^ (i == 0 ? change : 0);
      out.put(HEX[(octet >> 4) & 15]).put(HEX[octet & 15]);
    }
    out.put(AFTER_SIGNATURE).put(BEFORE_ID).put(ascii(ids.id(first + index))).put(AFTER_ID);
  }

  private static void sign(SecretKeySpec key, String id, byte[] digests, int at) {
    Mac mac = MAC.get();
    try {
      mac.init(key);
      mac.update(BEFORE_ID);
      mac.update(ascii(id));
      mac.update(AFTER_ID);
      mac.doFinal(digests, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign", e);
    }
  }

  private static final ThreadLocal<Mac> MAC =
      ThreadLocal.withInitial(
          () -> {
            try {
              return Mac.getInstance("HmacSHA256");
            } catch (GeneralSecurityException e) {
              throw new IllegalStateException("every Java has HmacSHA256", e);
            }
          });

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
