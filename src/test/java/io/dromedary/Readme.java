package io.dromedary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documentation, README.md mostly, cut into its fenced examples. */
final class Readme {
  private static final Pattern FENCE = Pattern.compile("^```(\\w*)$");
  private static final Pattern HEADING = Pattern.compile("^(#{1,6}) (.+)$");

  /**
   * One fenced block.
   *
   * @param page the file
   * @param section the heading above it
   * @param language as the fence says, for example {@code yaml}
   * @param line of the fence, from 1
   */
  record Example(String page, String section, String language, String text, int line) {
    @Override
    public String toString() {
      return page + ":" + line;
    }
  }

  private final String page;
  private final String text;
  private final List<Example> examples = new ArrayList<>();
  private final List<String> headings = new ArrayList<>();

  private Readme(String page, String text) {
    this.page = page;
    this.text = text;
    cut(text.lines().toList());
  }

  /** A page, such as {@code README.md} or {@code docs/sources.md}. */
  static Readme page(String page) throws IOException {
    return new Readme(page, Files.readString(Path.of(page)));
  }

  private void cut(List<String> lines) {
    String section = "";
    int opened = -1;
    String language = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher fence = FENCE.matcher(line);
      Matcher heading = HEADING.matcher(line);
      if (opened >= 0) {
        if (line.equals("```")) {
          String body = String.join("\n", lines.subList(opened + 1, i)) + "\n";
          examples.add(new Example(page, section, language, body, opened + 1));
          opened = -1;
        }
      } else if (fence.matches()) {
        opened = i;
        language = fence.group(1);
      } else if (heading.matches()) {
        headings.add(heading.group(2));
        if (heading.group(1).length() <= 2) {
          section = heading.group(2);
        }
      }
    }
    if (opened >= 0) {
      throw new IllegalStateException(page + ":" + (opened + 1) + ": this block has no end");
    }
  }

  String text() {
    return text;
  }

  /** The headings as GitHub makes anchors of them. */
  List<String> anchors() {
    return headings.stream()
        .map(
            heading ->
                heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
        .toList();
  }

  List<Example> examples(String language) {
    return examples.stream().filter(example -> example.language().equals(language)).toList();
  }

  List<Example> examples(String section, String language) {
    List<Example> found =
        examples(language).stream().filter(example -> example.section().equals(section)).toList();
    if (found.isEmpty()) {
      throw new IllegalStateException(page + " has no " + language + " under " + section);
    }
    return found;
  }
}
