package io.dromedary.signature;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a serialiser puts white space between the tokens of JSON. Only that is changed: names, their
 * order, numbers and texts stay as they are, character by character.
 *
 * @param name for messages
 * @param newline null for all on one line
 * @param indent of each level
 * @param inlineArrays whether the elements of an array stand on its line
 */
record JsonLayout(
    String name,
    String colon,
    String comma,
    @Nullable String newline,
    String indent,
    boolean inlineArrays) {

  /** What serialisers do unless they are told otherwise, or when they are told to be pretty. */
  static final List<JsonLayout> USUAL =
      List.of(
          new JsonLayout("compact, without white space", ":", ",", null, "", false),
          new JsonLayout(
              "on one line, with spaces, as Python writes it", ": ", ", ", null, "", false),
          new JsonLayout("indented by 2 spaces", ": ", ",", "\n", "  ", false),
          new JsonLayout("indented by 4 spaces", ": ", ",", "\n", "    ", false),
          new JsonLayout("indented by tabs", ": ", ",", "\n", "\t", false),
          new JsonLayout("indented by 2 spaces, with CRLF", ": ", ",", "\r\n", "  ", false),
          new JsonLayout("indented by 4 spaces, with CRLF", ": ", ",", "\r\n", "    ", false),
          new JsonLayout("indented as Jackson does it", " : ", ",", "\n", "  ", true));

  /** Deeper than any callback is; indentation costs a line its depth. */
  private static final int MAX_DEPTH = 200;

  /** Of a text in a layout, in characters: some deep texts become a hundred times as long. */
  private static final int MAX_LENGTH = 4 * 1024 * 1024;

  /**
   * The same JSON in this layout; null when the text is no JSON object or array, or is nested so
   * deeply that it would become very large.
   */
  @Nullable String of(String json) {
    Writer writer = new Writer(json);
    return writer.write() ? writer.out.toString() : null;
  }

  private final class Writer {
    private final String json;
    private final StringBuilder out;
    private final StringBuilder open = new StringBuilder();
    private int at;

    Writer(String json) {
      this.json = json;
      this.out = new StringBuilder(json.length() * 2);
    }

    boolean write() {
      skipWhiteSpace();
      while (at < json.length()) {
        if (!token() || out.length() > MAX_LENGTH) {
          return false;
        }
        skipWhiteSpace();
      }
      return open.length() == 0
          && out.length() > 0
          && "}]".indexOf(out.charAt(out.length() - 1)) >= 0;
    }

    private boolean token() {
      char c = json.charAt(at);
      switch (c) {
        case '{', '[' -> {
          return begin(c);
        }
        case '}', ']' -> {
          return end(c);
        }
        case ',' -> comma();
        case ':' -> {
          out.append(colon);
          at++;
        }
        case '"' -> {
          return text();
        }
        default -> {
          return scalar();
        }
      }
      return true;
    }

    private boolean begin(char c) {
      if (open.length() == MAX_DEPTH) {
        return false;
      }
      at++;
      skipWhiteSpace();
      out.append(c);
      char closing = c == '{' ? '}' : ']';
      if (at < json.length() && json.charAt(at) == closing) {
        at++;
        out.append(inlineArrays ? " " : "").append(closing);
        return true;
      }
      open.append(c);
      separate();
      return true;
    }

    private boolean end(char c) {
      if (open.length() == 0) {
        return false;
      }
      boolean array = open.charAt(open.length() - 1) == '[';
      if (array != (c == ']')) {
        return false;
      }
      if (array && inlineArrays) {
        out.append(' ');
        open.setLength(open.length() - 1);
      } else {
        open.setLength(open.length() - 1);
        lineBreak();
      }
      out.append(c);
      at++;
      return true;
    }

    private void comma() {
      at++;
      out.append(comma);
      separate();
    }

    private void separate() {
      if (inlineArrays && open.length() > 0 && open.charAt(open.length() - 1) == '[') {
        out.append(' ');
      } else {
        lineBreak();
      }
    }

    private void lineBreak() {
      if (newline != null) {
        out.append(newline);
        int levels = 0;
        for (int i = 0; i < open.length(); i++) {
          levels += inlineArrays && open.charAt(i) == '[' ? 0 : 1;
        }
        out.append(indent.repeat(levels));
      }
    }

    private boolean text() {
      int from = at++;
      while (at < json.length() && json.charAt(at) != '"') {
        at += json.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= json.length()) {
        return false;
      }
      at++;
      out.append(json, from, at);
      return true;
    }

    private boolean scalar() {
      int from = at;
      while (at < json.length()
          && "{}[],:\"".indexOf(json.charAt(at)) < 0
          && !isWhiteSpace(json.charAt(at))) {
        at++;
      }
      out.append(json, from, at);
      return open.length() > 0;
    }

    private void skipWhiteSpace() {
      while (at < json.length() && isWhiteSpace(json.charAt(at))) {
        at++;
      }
    }

    private static boolean isWhiteSpace(char c) {
      return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
  }
}
