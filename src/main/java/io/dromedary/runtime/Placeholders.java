package io.dromedary.runtime;

import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Property placeholders in what a route file says, where no Camel is there to resolve them. */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}:?!]+)(?::([^{}]*))?}}");

  private Placeholders() {}

  /**
   * @param doing for the message
   * @throws IllegalArgumentException when a property is not set and has no default
   */
  static String resolved(String text, Properties properties, String doing) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String key = matcher.group(1).strip();
      String value = properties.getProperty(key, matcher.group(2));
      if (value == null) {
        throw new IllegalArgumentException(
            doing + ": the option '" + text + "' names the property " + key + ", which is not set");
      }
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }
}
