package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.catalogue.PrettyJson;
import java.util.ArrayList;
import java.util.List;

/** Entries of the catalogue, for people. */
final class EntryText {
  private static final String INDENT = "  ";

  private final List<String> lines = new ArrayList<>();

  private EntryText() {}

  /** The lines for {@code {"asked": ..., "matches": [...]}}. */
  static List<String> of(JsonNode result) {
    EntryText text = new EntryText();
    for (JsonNode match : result.path("matches")) {
      if (!text.lines.isEmpty()) {
        text.lines.add("");
        text.lines.add("");
      }
      text.entry(match, result.path("asked").asText());
    }
    return text.lines;
  }

  private void entry(JsonNode entry, String asked) {
    String type = entry.path("type").asText();
    if (entry.path("newerVersion").asBoolean()) {
      lines.add(
          asked + " is a newer version than the catalogue has. What it knows is " + type + ":");
      lines.add("");
    }
    lines.add(type);
    line("source", entry.path("sourceTitle").asText() + " (" + text(entry, "source") + ")");
    line("system", entry.path("systemTitle").asText() + " (" + text(entry, "system") + ")");
    line("domain", text(entry, "domain"));
    if (entry.hasNonNull("version")) {
      line("version", text(entry, "version"));
    }
    line("certainty", text(entry, "certainty") + ": " + text(entry, "certaintyMeaning"));
    for (JsonNode document : entry.path("documents")) {
      String url = document.path("url").asText("");
      line("document", text(document, "title") + (url.isEmpty() ? "" : ", " + url));
    }
    lines.add("");
    lines.add(INDENT + text(entry, "description"));
    if (entry.hasNonNull("trigger")) {
      lines.add(INDENT + text(entry, "trigger"));
    }
    list("Prerequisites", entry.path("prerequisites"));
    fields(entry);
    list("Notes", entry.path("notes"));
    lines.add("");
    lines.add("Sample, " + text(entry, "sampleIs") + ": " + text(entry, "sampleMeaning"));
    PrettyJson.of(entry.path("sample")).lines().forEach(line -> lines.add(INDENT + line));
  }

  private void fields(JsonNode entry) {
    String content = entry.path("content").asText("");
    lines.add("");
    if (entry.path("open").asBoolean()) {
      lines.add("Fields: what the provider sends is not documented");
    } else {
      lines.add(
          "Fields"
              + (content.isEmpty() ? "" : " of " + content)
              + (entry.hasNonNull("fieldCertainty")
                  ? ", " + text(entry, "fieldCertainty") + ": " + text(entry, "fieldMeaning")
                  : ""));
    }
    table(entry.path("fields"));
    if (!entry.path("envelope").isEmpty()) {
      lines.add("");
      lines.add("Fields of the envelope");
      table(entry.path("envelope"));
    }
  }

  private void table(JsonNode fields) {
    int path = 0;
    int type = 0;
    for (JsonNode field : fields) {
      path = Math.max(path, text(field, "path").length());
      type = Math.max(type, type(field).length());
    }
    String row = INDENT + "%-" + Math.max(1, path) + "s  %-" + Math.max(1, type) + "s  %s";
    for (JsonNode field : fields) {
      lines.add(row.formatted(text(field, "path"), type(field), text(field, "meaning")));
    }
  }

  private static String type(JsonNode field) {
    StringBuilder type = new StringBuilder(text(field, "type"));
    if (field.hasNonNull("form")) {
      type.append(" (").append(text(field, "form")).append(')');
    }
    field.path("also").forEach(also -> type.append(" or ").append(also.asText()));
    if (field.path("nullable").asBoolean()) {
      type.append(" or null");
    }
    return type.append(field.path("optional").asBoolean() ? ", optional" : "").toString();
  }

  private void list(String title, JsonNode texts) {
    if (!texts.isEmpty()) {
      lines.add("");
      lines.add(title);
      texts.forEach(text -> lines.add(INDENT + "- " + text.asText()));
    }
  }

  private void line(String name, String value) {
    lines.add(INDENT + "%-10s %s".formatted(name, value));
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asText();
  }
}
