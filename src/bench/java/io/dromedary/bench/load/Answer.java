package io.dromedary.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads where an HTTP answer ends and what its status is, without making garbage. */
final class Answer {
  private static final byte[] LENGTH = ascii("content-length:");
  private static final byte[] CHUNKED = ascii("transfer-encoding:");
  private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
  private static final int STATUS_AT = 9;

  private Answer() {}

  /** Whether these bytes are a whole answer. */
  static boolean isWhole(byte[] bytes, int end) throws IOException {
    int body = bodyAt(bytes, end);
    if (body < 0) {
      return false;
    }
    int status = status(bytes);
    if (status == 204 || status == 304) {
      return true;
    }
    int length = find(bytes, body, LENGTH);
    if (length >= 0) {
      return end >= body + number(bytes, length);
    }
    if (find(bytes, body, CHUNKED) >= 0) {
      return endsWith(bytes, body, end, LAST_CHUNK);
    }
    throw new IOException("an answer says neither its length nor that it is chunked");
  }

  /** Of an answer that is whole. */
  static int status(byte[] bytes) {
    return (bytes[STATUS_AT] - '0') * 100
        + (bytes[STATUS_AT + 1] - '0') * 10
        + (bytes[STATUS_AT + 2] - '0');
  }

  private static int bodyAt(byte[] bytes, int end) {
    for (int i = 3; i < end; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** Where the value of a header begins; -1 without it. */
  private static int find(byte[] bytes, int end, byte[] name) {
    for (int line = 0; line < end; line++) {
      if (line > 0 && bytes[line - 1] != '\n') {
        continue;
      }
      int i = 0;
      while (i < name.length && line + i < end && lower(bytes[line + i]) == name[i]) {
        i++;
      }
      if (i == name.length) {
        return line + i;
      }
    }
    return -1;
  }

  private static int number(byte[] bytes, int at) {
    int value = 0;
    for (int i = at; bytes[i] != '\r'; i++) {
      if (bytes[i] != ' ') {
        value = value * 10 + bytes[i] - '0';
      }
    }
    return value;
  }

  private static boolean endsWith(byte[] bytes, int from, int end, byte[] last) {
    if (end - from < last.length) {
      return false;
    }
    for (int i = 0; i < last.length; i++) {
      if (bytes[end - last.length + i] != last[i]) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
