package io.dromedary.event;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Undoes the Content-Encoding of a body: {@code gzip}, {@code deflate}, {@code identity}, also one
 * on top of another. The signature covers the body as sent; what is read is the decoded form.
 */
final class ContentCoding {
  private static final int MAX_CODINGS = 3;
  private static final int CHUNK = 8192;

  private ContentCoding() {}

  /**
   * The body without its codings; the same array when it has none.
   *
   * @param headers the values of the Content-Encoding header, in the order sent
   * @param limit how many bytes each decoded form may have
   * @throws UnreadableException when a coding is not known, does not fit the bytes, or gives more
   *     than {@code limit} bytes
   */
  static byte[] decode(List<String> headers, byte[] body, int limit) throws UnreadableException {
    List<String> codings = codings(headers);
    if (codings.size() > MAX_CODINGS) {
      throw new UnreadableException(
          "the body has more than " + MAX_CODINGS + " content codings on top of each other");
    }
    byte[] decoded = body;
    // Listed in the order they were applied.
    for (int i = codings.size() - 1; i >= 0; i--) {
      decoded = decode(codings.get(i), decoded, limit);
    }
    return decoded;
  }

  private static List<String> codings(List<String> headers) {
    if (headers.isEmpty()) {
      return List.of();
    }
    List<String> codings = new ArrayList<>();
    for (String header : headers) {
      for (String coding : header.split(",", -1)) {
        String name = coding.strip().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !name.equals("identity")) {
          codings.add(name);
        }
      }
    }
    return codings;
  }

  private static byte[] decode(String coding, byte[] body, int limit) throws UnreadableException {
    try {
      return switch (coding) {
        case "gzip", "x-gzip" -> gunzip(body, limit);
        case "deflate" -> inflate(body, limit);
        default ->
            throw new UnreadableException(
                "the body has a Content-Encoding that is not known: " + SafeText.of(coding, 40));
      };
    } catch (IOException e) {
      throw new UnreadableException("the body is not what its Content-Encoding says: " + coding);
    }
  }

  private static byte[] gunzip(byte[] body, int limit) throws IOException, UnreadableException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body), CHUNK)) {
      return read(in, limit);
    }
  }

  private static byte[] inflate(byte[] body, int limit) throws IOException, UnreadableException {
    Inflater inflater = new Inflater(!hasZlibHeader(body));
    try (InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(body), inflater, CHUNK)) {
      return read(in, limit);
    } finally {
      inflater.end();
    }
  }

  private static byte[] read(InputStream in, int limit) throws IOException, UnreadableException {
    byte[] decoded = in.readNBytes(limit);
    if (in.read() >= 0) {
      throw new UnreadableException(
          "the body has more than " + limit + " bytes once decoded (Content-Encoding)");
    }
    return decoded;
  }

  /** By the standard deflate comes with a zlib header (RFC 1950), yet many send it without. */
  private static boolean hasZlibHeader(byte[] body) {
    return body.length >= 2
        && (body[0] & 0x0F) == 8
        && (((body[0] & 0xFF) << 8) | (body[1] & 0xFF)) % 31 == 0;
  }
}
