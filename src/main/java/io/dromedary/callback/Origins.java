package io.dromedary.callback;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A list of DNS names, of which those after {@code *.} stand for every name below them. */
record Origins(Set<String> names) {
  static final Origins NONE = new Origins(Set.of());

  private static final String BELOW = "*.";
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_URL = 1024;
  private static final Pattern NAME =
      Pattern.compile(
          "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?|localhost");

  /** Printable ASCII without what could be taken for the end of the URL in a line of log. */
  private static final Pattern URL = Pattern.compile("https://[!-~&&[^\"'<>\\\\^`{|}]]+");

  /**
   * Reads a list, separated by commas.
   *
   * @throws IllegalArgumentException that names what is no DNS name
   */
  static Origins of(String list) {
    Set<String> names = new HashSet<>();
    for (String element : list.split(",", -1)) {
      String text = element.strip();
      boolean below = text.startsWith(BELOW);
      String name = name(below ? text.substring(BELOW.length()) : text);
      if (name == null) {
        throw new IllegalArgumentException(
            "allowedOrigins must be DNS names such as hooks.example.com or *.example.com, separated"
                + " by commas; this is none: '"
                + text
                + "'");
      }
      names.add(below ? BELOW + name : name);
    }
    return new Origins(Set.copyOf(names));
  }

  /** The name in small letters, without the dot at its end; null when it is no DNS name. */
  static @Nullable String name(@Nullable String text) {
    if (text == null || text.length() > LONGEST_NAME) {
      return null;
    }
    String name = text.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    return NAME.matcher(name).matches() ? name : null;
  }

  /**
   * @param name as {@link #name} gives it
   */
  boolean contain(String name) {
    if (names.contains(name)) {
      return true;
    }
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      if (names.contains(BELOW + name.substring(dot + 1))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a URL is https, and its host the origin or below it. */
  static boolean belongs(String url, String origin) {
    if (url.length() > LONGEST_URL || !URL.matcher(url).matches()) {
      return false;
    }
    try {
      URI uri = new URI(url);
      String host = name(uri.getHost());
      return uri.getRawUserInfo() == null
          && host != null
          && (host.equals(origin) || host.endsWith("." + origin));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
