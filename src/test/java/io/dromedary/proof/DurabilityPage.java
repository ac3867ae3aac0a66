package io.dromedary.proof;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of docs: a text that stands, and figures that are measured. */
final class DurabilityPage {
  private static final Pattern FIGURE = Pattern.compile("\\$\\{([a-zA-Z0-9.]+)}");

  private final String template;

  DurabilityPage(String template) {
    this.template = template;
  }

  /** The one of this name. */
  static DurabilityPage named(String name) throws IOException {
    try (InputStream in = DurabilityPage.class.getResourceAsStream(name)) {
      return new DurabilityPage(
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The names of the figures in it that are not among those. */
  Set<String> missing(Set<String> measured) {
    Set<String> missing = new TreeSet<>();
    Matcher figures = FIGURE.matcher(template);
    while (figures.find()) {
      if (!measured.contains(figures.group(1))) {
        missing.add(figures.group(1));
      }
    }
    return missing;
  }

  /** The page; what was not measured says so. */
  String with(Map<String, String> measured) {
    return FIGURE
        .matcher(template)
        .replaceAll(
            figure ->
                Matcher.quoteReplacement(
                    measured.getOrDefault(figure.group(1), "not measured in this run")));
  }

  /** Whether a page was made from this text, with whatever figures. */
  boolean isOriginOf(String page) {
    StringBuilder text = new StringBuilder();
    Matcher figures = FIGURE.matcher(template);
    int end = 0;
    while (figures.find()) {
      text.append(Pattern.quote(template.substring(end, figures.start()))).append("[^\n]+");
      end = figures.end();
    }
    text.append(Pattern.quote(template.substring(end)));
    return Pattern.matches(text.toString(), page);
  }
}
