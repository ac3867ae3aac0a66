package io.dromedary.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a JSON value that does not depend on how it was written: keys sorted by their
 * UTF-16 code units at every level, no white space, of a repeated key the last, strings in one
 * escaping, all in ASCII. A number keeps its text: {@code 1} and {@code 1.0} differ.
 */
final class CanonicalJson {
  private final MessageDigest digest = Sha256.digest();
  private final byte[] pending = new byte[1024];
  private int length;

  private CanonicalJson() {}

  /** A number, true, false or null: written as it was read. */
  private record Literal(String text) {}

  /**
   * SHA-256 in hex of the canonical form of one value.
   *
   * @param from where it starts in {@code json}
   * @param to where it ends, exclusive
   */
  static String sha256(byte[] json, int from, int to) throws UnreadableException {
    try (JsonParser parser = Json.parser(json, from, to - from)) {
      parser.nextToken();
      return sha256(tree(parser));
    } catch (IOException e) {
      throw Json.unreadable(e);
    }
  }

  /** SHA-256 in hex of these texts as a JSON array, so that no two lists of texts are the same. */
  static String sha256(List<@Nullable String> texts) {
    List<Object> array = new ArrayList<>();
    for (String text : texts) {
      array.add(text == null ? new Literal("null") : text);
    }
    return sha256((Object) array);
  }

  private static String sha256(Object value) {
    CanonicalJson canonical = new CanonicalJson();
    canonical.write(value);
    canonical.flush();
    return Sha256.hex(canonical.digest);
  }

  private static Object tree(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, tree(parser));
        }
        return object;
      }
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(tree(parser));
        }
        return array;
      }
      case VALUE_STRING -> {
        return parser.getText();
      }
      default -> {
        return new Literal(parser.getText());
      }
    }
  }

  private void write(Object value) {
    if (value instanceof Map<?, ?> object) {
      char separator = '{';
      for (Map.Entry<?, ?> member : object.entrySet()) {
        ascii(separator);
        string((String) member.getKey());
        ascii(':');
        write(member.getValue());
        separator = ',';
      }
      ascii(object.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> array) {
      char separator = '[';
      for (Object element : array) {
        ascii(separator);
        write(element);
        separator = ',';
      }
      ascii(array.isEmpty() ? "[]" : "]");
    } else if (value instanceof Literal literal) {
      ascii(literal.text);
    } else {
      string((String) value);
    }
  }

  private void string(String text) {
    ascii('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        ascii('\\');
        ascii(c);
      } else if (c >= ' ' && c <= '~') {
        ascii(c);
      } else {
        ascii("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          ascii(Character.forDigit((c >> shift) & 0xF, 16));
        }
      }
    }
    ascii('"');
  }

  private void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      ascii(text.charAt(i));
    }
  }

  private void ascii(char c) {
    if (length == pending.length) {
      flush();
    }
    pending[length++] = (byte) c;
  }

  private void flush() {
    digest.update(pending, 0, length);
    length = 0;
  }
}
