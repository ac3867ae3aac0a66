package io.dromedary.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a provider's page, as it was read; what the catalogue is held against. */
final class ProviderDocument {
  private static final Pattern APS_EVENT =
      Pattern.compile("(?m)^([a-z0-9.]+) \\|\\n([^|\\n]+) \\| ([^|\\n]+) \\|$");
  private static final List<String> TABLE = List.of("Properties", "Name", "Type", "Description");

  /** A row of a table of properties; {@code type} is empty where the page has none. */
  record Row(String name, String type, String meaning) {}

  /** A table of properties with the sentence before it and the example after it. */
  record Properties(String description, List<Row> rows, String example) {
    String eventType() throws IOException {
      return tree().path("eventType").asText();
    }

    /** Whether it is an event, and not the outline that holds comments. */
    boolean isEvent() {
      return !example.contains("//");
    }

    JsonNode tree() throws IOException {
      return new ObjectMapper().readTree(example);
    }
  }

  /** A row of the list of events of Autodesk. */
  record Listed(String system, String type, String description) {}

  private ProviderDocument() {}

  static String text(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/documents", name));
  }

  /** All tables of properties of a page of Bentley. */
  static List<Properties> properties(String name) throws IOException {
    List<String> lines = text(name).lines().toList();
    List<Properties> found = new ArrayList<>();
    for (int i = 1; i < lines.size() - TABLE.size(); i++) {
      if (lines.subList(i, i + TABLE.size()).equals(TABLE)) {
        found.add(properties(lines.get(i - 1), lines.subList(i + TABLE.size(), lines.size())));
      }
    }
    return found;
  }

  private static Properties properties(String description, List<String> lines) {
    List<Row> rows = new ArrayList<>();
    int i = 0;
    while (!lines.get(i).equals("Example")) {
      String type = lines.get(i + 1);
      rows.add(new Row(lines.get(i), type, lines.get(i + (type.isEmpty() ? 2 : 3))));
      i += type.isEmpty() ? 4 : 5;
    }
    int end = lines.subList(i, lines.size()).indexOf("}") + i + 1;
    return new Properties(description, rows, String.join("\n", lines.subList(i + 2, end)));
  }

  /** All events of the page of Autodesk, with its spaces before punctuation taken out. */
  static List<Listed> listed() throws IOException {
    List<Listed> found = new ArrayList<>();
    Matcher event = APS_EVENT.matcher(text("aps-events.txt"));
    while (event.find()) {
      found.add(
          new Listed(
              event.group(1), event.group(2), event.group(3).replaceAll(" (?=[,.)])", "").strip()));
    }
    return found;
  }
}
