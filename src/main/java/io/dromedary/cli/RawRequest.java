package io.dromedary.cli;

import io.dromedary.event.Callback;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A request as it was captured: its headers, and its body byte for byte. */
final class RawRequest {
  private static final Pattern REQUEST_LINE = Pattern.compile("[A-Z]+ \\S+ HTTP/[0-9.]+");
  private static final Pattern HEADER = Pattern.compile("([!-9;-~]+):[ \\t]*(.*?)[ \\t]*");

  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private byte[] body = new byte[0];

  /** Takes headers as {@code Name: value}. */
  void headers(List<String> lines) throws CommandFailure {
    for (String line : lines) {
      header(line);
    }
  }

  private void header(String line) throws CommandFailure {
    Matcher header = HEADER.matcher(line);
    if (!header.matches()) {
      // Without its text: a signature or a secret may be in it.
      throw new CommandFailure(2, "a header is not of the form 'Name: value'");
    }
    headers.computeIfAbsent(header.group(1), first -> new ArrayList<>()).add(header.group(2));
  }

  /** Takes the lines of a file of headers; the line of the request and empty ones are left out. */
  void headers(byte[] lines) throws CommandFailure {
    for (String line : new String(lines, StandardCharsets.UTF_8).split("\\R")) {
      if (!line.isBlank() && !REQUEST_LINE.matcher(line.strip()).matches()) {
        header(line);
      }
    }
  }

  /** Takes a whole request: its line, which may be missing, headers, an empty line and the body. */
  void request(byte[] bytes) throws CommandFailure {
    int end = bytes.length;
    int start = bytes.length;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
        end = i;
        start = i + 2;
        break;
      }
      if (startsWith(bytes, i, "\r\n\r\n")) {
        end = i;
        start = i + 4;
        break;
      }
    }
    headers(Arrays.copyOf(bytes, end));
    byte[] rest = Arrays.copyOfRange(bytes, start, bytes.length);
    boolean chunked =
        headers.getOrDefault("Transfer-Encoding", List.of()).stream()
            .anyMatch(coding -> coding.equalsIgnoreCase("chunked"));
    body = chunked ? joined(rest) : rest;
  }

  void body(byte[] bytes) {
    body = bytes;
  }

  Callback callback() {
    return new Callback(body, headers, Map.of());
  }

  /** The content of chunks; the bytes themselves when they are none. */
  private static byte[] joined(byte[] chunks) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    int at = 0;
    while (at < chunks.length) {
      int lineEnd = at;
      while (lineEnd < chunks.length && !startsWith(chunks, lineEnd, "\r\n")) {
        lineEnd++;
      }
      String size =
          new String(chunks, at, lineEnd - at, StandardCharsets.ISO_8859_1).replaceFirst(";.*", "");
      if (!size.matches("[0-9A-Fa-f]{1,7}")) {
        return chunks;
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return joined.toByteArray();
      }
      at = lineEnd + 2;
      if (at + length > chunks.length) {
        return chunks;
      }
      joined.write(chunks, at, length);
      at += length + 2;
    }
    return chunks;
  }

  private static boolean startsWith(byte[] bytes, int at, String text) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    return at + expected.length <= bytes.length
        && Arrays.equals(Arrays.copyOfRange(bytes, at, at + expected.length), expected);
  }
}
