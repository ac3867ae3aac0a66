package io.dromedary.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configuration file for chosen sources and targets, made of the shipped one. */
final class StarterConfiguration {
  private static final Pattern SECTION = Pattern.compile("(?m)^(?=# --- )");
  private static final Pattern SOURCE = Pattern.compile("(?m)(^# .*\n)+^#([a-z]+\\.secret)=.*\n");
  private static final Pattern TARGET = Pattern.compile("# --- Target ([a-z]+):");

  private final StarterChoice choice;
  private final Map<String, String> all;

  /**
   * @param all what {@link ShippedFiles#all} has
   */
  StarterConfiguration(StarterChoice choice, Map<String, String> all) {
    this.choice = choice;
    this.all = all;
  }

  /** What of {@code shipped} belongs to the choice, and what its examples add. */
  String text(String shipped) {
    if (choice.isAsShipped()) {
      return shipped;
    }
    StringBuilder text = new StringBuilder();
    for (String section : SECTION.split(shipped)) {
      if (section.startsWith("# --- Sources")) {
        text.append(toSet()).append(sources(section)).append(examples(choice.sources()));
      } else if (isWanted(section)) {
        text.append(section.stripTrailing()).append("\n\n");
      }
    }
    return text.append(examples(choice.targets())).toString().stripTrailing() + "\n";
  }

  private String toSet() {
    StringBuilder text =
        new StringBuilder("# --- To be set first, here or in the environment ---\n\n");
    for (String key : choice.keys()) {
      text.append("# ")
          .append(key)
          .append(", or ")
          .append(StarterChoice.variable(key))
          .append('\n');
    }
    return text.append('\n').toString();
  }

  /** The section of sources without the keys of those that are not there. */
  private String sources(String section) {
    Set<String> keys = new HashSet<>(choice.keys());
    Matcher source = SOURCE.matcher(section);
    StringBuilder kept = new StringBuilder();
    while (source.find()) {
      String block = keys.contains(source.group(2)) ? source.group() : "";
      source.appendReplacement(kept, Matcher.quoteReplacement(block));
    }
    return source.appendTail(kept).toString().stripTrailing() + "\n\n";
  }

  private boolean isWanted(String section) {
    Matcher target = TARGET.matcher(section);
    return !target.lookingAt()
        || choice.targets().stream()
            .anyMatch(chosen -> chosen.part().name().equals(target.group(1)));
  }

  private String examples(List<StarterChoice.Chosen> chosen) {
    List<String> texts = new ArrayList<>();
    for (StarterChoice.Chosen one : chosen) {
      String text = all.get("examples/" + one.part().example() + "/application.properties");
      if (text != null) {
        texts.add(one.renamed(text).stripTrailing() + "\n\n");
      }
    }
    return String.join("", texts);
  }
}
