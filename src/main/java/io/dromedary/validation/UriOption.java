package io.dromedary.validation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The value of an option in the URI of an endpoint. */
final class UriOption {
  private UriOption() {}

  /** As Camel takes it: {@code RAW(...)} word for word, anything else decoded as in a URL. */
  static String decoded(String value) {
    if (value.startsWith("RAW(") && value.endsWith(")")) {
      return value.substring(4, value.length() - 1);
    }
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // The check of the endpoint says so.
      return value;
    }
  }
}
