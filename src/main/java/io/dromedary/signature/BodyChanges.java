package io.dromedary.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What may have been the body that was signed, when the one at hand was changed on its way: every
 * usual change that can be undone. Not among them: another order of the names, numbers written
 * differently, members left out.
 */
final class BodyChanges {
  /** Of larger bodies only single changes are undone. */
  static final int MAX_COMBINED = 64 * 1024;

  /** Larger bodies are not written anew as a whole. */
  static final int MAX_REWRITTEN = 1024 * 1024;

  /** Of all changes together, in bytes; those that come later are left out. */
  private static final long MAX_KEPT = 64 * 1024 * 1024;

  private static final int MAX_DECODED = 8 * 1024 * 1024;
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final String BOM = "\uFEFF";
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

  private final List<Changed<byte[]>> found = new ArrayList<>();
  private long kept;

  private BodyChanges() {}

  /**
   * The body itself first, then it with one change undone, then with two. Of a body above {@link
   * #MAX_REWRITTEN} only what may be around it, made when it is asked for.
   */
  static List<Changed<Supplier<byte[]>>> of(byte[] body) {
    List<Changed<Supplier<byte[]>>> changes = new ArrayList<>();
    if (body.length > MAX_REWRITTEN) {
      changes.add(Changed.not(() -> body));
      changes.addAll(LargeBody.edges(body));
      return changes;
    }
    for (Changed<byte[]> change : all(body)) {
      changes.add(new Changed<>(change::value, change.causes()));
    }
    return changes;
  }

  private static List<Changed<byte[]>> all(byte[] body) {
    BodyChanges changes = new BodyChanges();
    changes.found.add(Changed.not(body));
    List<Changed<byte[]>> texts = new ArrayList<>();
    texts.addAll(layouts(body));
    List<Changed<byte[]>> escapes = escapes(body);
    texts.addAll(escapes);
    List<Changed<byte[]>> edges = edges(body);
    // A line break at the end is the nearer explanation than that all was written anew.
    edges.forEach(changes::add);
    texts.forEach(changes::add);
    if (body.length <= MAX_COMBINED) {
      for (Changed<byte[]> escape : escapes) {
        changes.addAll(escape, layouts(escape.value()));
      }
      for (Changed<byte[]> text : texts) {
        changes.addAll(text, edges(text.value()));
      }
      for (Changed<byte[]> edge : edges) {
        changes.addAll(edge, layouts(edge.value()));
      }
    }
    return changes.found;
  }

  private void addAll(Changed<byte[]> first, List<Changed<byte[]>> then) {
    for (Changed<byte[]> second : then) {
      add(new Changed<>(second.value(), Changed.causes(first, second)));
    }
  }

  private void add(Changed<byte[]> change) {
    if (kept + change.value().length > MAX_KEPT) {
      return;
    }
    if (found.stream().noneMatch(known -> Arrays.equals(known.value(), change.value()))) {
      found.add(change);
      kept += change.value().length;
    }
  }

  private static List<Changed<byte[]>> layouts(byte[] bytes) {
    List<Changed<byte[]>> layouts = new ArrayList<>();
    String json = utf8(bytes);
    if (json == null) {
      return layouts;
    }
    for (JsonLayout layout : JsonLayout.USUAL) {
      String written = layout.of(json);
      if (written != null) {
        layouts.add(
            Changed.by(
                utf8(written),
                "body-reserialised",
                "the body was written anew: the signature is right for the same JSON "
                    + layout.name(),
                EdgeCause.RAW));
      }
    }
    return layouts;
  }

  private static List<Changed<byte[]>> escapes(byte[] bytes) {
    String text = utf8(bytes);
    if (text == null) {
      return List.of();
    }
    List<Changed<byte[]>> escapes = new ArrayList<>();
    String unescaped = ESCAPE.matcher(text).replaceAll(BodyChanges::character);
    escape(escapes, unescaped, "characters that are escaped here (\\u...) as themselves");
    escape(escapes, escaped(text, "\\u%04x", ""), "other characters than ASCII escaped (\\u00e9)");
    escape(escapes, escaped(text, "\\u%04X", ""), "other characters than ASCII escaped (\\u00E9)");
    escape(escapes, escaped(text, "\\u%04x", "<>&"), "<, > and & escaped (\\u003c)");
    escape(escapes, escaped(text, "\\u%04X", "<>&'+"), "<, >, &, ' and + escaped (\\u003C)");
    escape(escapes, text.replace("\\/", "/"), "no \\ before /");
    escape(escapes, text.replace("\\/", "/").replace("/", "\\/"), "\\ before each /");
    return escapes;
  }

  private static void escape(List<Changed<byte[]>> into, String text, String with) {
    into.add(
        Changed.by(
            utf8(text),
            "body-escapes",
            "the body was written anew: the signature is right for the same JSON with " + with,
            EdgeCause.RAW));
  }

  private static String character(MatchResult escape) {
    char c = (char) Integer.parseInt(escape.group(1), 16);
    boolean mustStay = c < ' ' || c == '"' || c == '\\';
    return Matcher.quoteReplacement(mustStay ? escape.group() : Character.toString(c));
  }

  /** With these characters escaped; with none, all beyond ASCII. */
  private static String escaped(String text, String format, String characters) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > '~' || characters.indexOf(c) >= 0) {
        escaped.append(String.format(format, (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** Changes of what is around the text, and of how it became bytes. */
  private static List<Changed<byte[]>> edges(byte[] bytes) {
    List<Changed<byte[]>> edges = new ArrayList<>();
    String text = utf8(bytes);
    if (text != null) {
      lineEnds(edges, text);
      encodings(edges, text);
    } else {
      otherCharsets(edges, bytes);
    }
    edges.add(
        edge(
            utf8(new String(bytes, StandardCharsets.ISO_8859_1)),
            "body-encoding",
            "the signature is right for this body read as ISO-8859-1 and written as UTF-8",
            EdgeCause.SENDER_BYTES));
    byte[] decompressed = decompressed(bytes);
    if (decompressed != null) {
      edges.add(
          edge(
              decompressed,
              "body-compressed",
              "the signature is right for the body before it was compressed",
              "A signature covers the bytes on the wire: the sender must compress first and sign"
                  + " then, or not compress"));
    }
    edges.add(edge(new byte[0], EdgeCause.empty()));
    edges.removeIf(edge -> Arrays.equals(edge.value(), bytes));
    return edges;
  }

  private static Changed<byte[]> edge(byte[] bytes, String label, String what, String mend) {
    return Changed.by(bytes, label, what, mend);
  }

  private static Changed<byte[]> edge(byte[] bytes, Cause cause) {
    return new Changed<>(bytes, List.of(cause));
  }

  private static void lineEnds(List<Changed<byte[]>> edges, String text) {
    if (text.endsWith("\n")) {
      edges.add(edge(utf8(text.replaceFirst("\\r?\\n\\z", "")), EdgeCause.newlineAdded()));
    }
    edges.add(
        edge(
            utf8(text.strip()),
            "body-trimmed",
            "white space was added around the body: the signature is right without it",
            EdgeCause.LINES));
    edges.add(edge(utf8(text + "\n"), EdgeCause.newlineLost("LF")));
    edges.add(edge(utf8(text + "\r\n"), EdgeCause.newlineLost("CRLF")));
    String unix = text.replace("\r\n", "\n");
    edges.add(
        edge(
            utf8(unix),
            "body-line-ends",
            "the line ends of the body were changed: the signature is right with LF",
            EdgeCause.LINES));
    edges.add(
        edge(
            utf8(unix.replace("\n", "\r\n")),
            "body-line-ends",
            "the line ends of the body were changed: the signature is right with CRLF",
            EdgeCause.LINES));
    if (text.startsWith(BOM)) {
      edges.add(edge(utf8(text.substring(1)), EdgeCause.bomAdded()));
    } else {
      edges.add(edge(utf8(BOM + text), EdgeCause.bomLost()));
    }
  }

  private static void encodings(List<Changed<byte[]>> edges, String text) {
    encoding(edges, text, StandardCharsets.UTF_16LE, "");
    encoding(edges, text, StandardCharsets.UTF_16BE, "");
    encoding(edges, BOM + text, StandardCharsets.UTF_16LE, " with a byte order mark");
    encoding(edges, BOM + text, StandardCharsets.UTF_16BE, " with a byte order mark");
    if (!text.chars().allMatch(c -> c < 0x80)) {
      for (Charset narrow : List.of(StandardCharsets.ISO_8859_1, WINDOWS)) {
        byte[] bytes = narrow.newEncoder().canEncode(text) ? text.getBytes(narrow) : null;
        if (bytes != null && utf8(bytes) != null) {
          edges.add(
              edge(
                  bytes,
                  "body-encoded-twice",
                  "the body was encoded as UTF-8 twice, being read as "
                      + narrow.name()
                      + " in between: the signature is right for it encoded once",
                  EdgeCause.RAW));
        } else if (bytes != null) {
          encoding(edges, text, narrow, "");
        }
      }
      encoding(edges, text, StandardCharsets.US_ASCII, ", with ? for what that does not have");
    }
    if (text.startsWith("payload=")) {
      try {
        edges.add(
            edge(
                utf8(URLDecoder.decode(text.substring(8), StandardCharsets.UTF_8)),
                "body-form",
                "the signature is right for the JSON inside the form, not for the form that was sent",
                EdgeCause.SENDER_BYTES));
      } catch (IllegalArgumentException notUrlEncoded) {
        return;
      }
    }
  }

  private static void encoding(
      List<Changed<byte[]>> edges, String text, Charset charset, String how) {
    edges.add(
        edge(
            text.getBytes(charset),
            "body-encoding",
            "the encoding is another one: the signature is right for this text as "
                + charset.name()
                + how
                + ", and the body is UTF-8",
            EdgeCause.SENDER_BYTES + "; and whoever captured it must not encode it anew"));
  }

  /** Of a body that is no UTF-8. */
  private static void otherCharsets(List<Changed<byte[]>> edges, byte[] bytes) {
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            StandardCharsets.ISO_8859_1,
            WINDOWS)) {
      String text = new String(bytes, charset);
      edges.add(
          edge(
              utf8(text.startsWith(BOM) ? text.substring(1) : text),
              "body-encoding",
              "the encoding is another one: the signature is right for this text as UTF-8, and the"
                  + " body is "
                  + charset.name(),
              EdgeCause.SENDER_BYTES + "; and whoever captured it must not encode it anew"));
    }
  }

  private static byte @Nullable [] decompressed(byte[] bytes) {
    if (bytes.length < 2 || (bytes[0] & 0xFF) != 0x1F || (bytes[1] & 0xFF) != 0x8B) {
      return null;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readNBytes(MAX_DECODED);
    } catch (IOException notCompressed) {
      return null;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      return null;
    }
  }
}
