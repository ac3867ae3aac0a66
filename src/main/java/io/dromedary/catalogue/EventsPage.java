package io.dromedary.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue as a page in Markdown. */
final class EventsPage {
  private static final String BEGINNING = "events-page.md";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Catalogue catalogue;
  private final StringBuilder page = new StringBuilder();

  private EventsPage(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  static String of(Catalogue catalogue) {
    EventsPage page = new EventsPage(catalogue);
    page.beginning();
    Map<String, List<EventEntry>> bySource = grouped(catalogue.entries().stream(), true);
    bySource.values().forEach(page::source);
    return page.page.toString();
  }

  private static Map<String, List<EventEntry>> grouped(
      Stream<EventEntry> entries, boolean bySource) {
    return entries.collect(
        Collectors.groupingBy(
            bySource ? EventEntry::source : EventEntry::system,
            LinkedHashMap::new,
            Collectors.toList()));
  }

  private void beginning() {
    try (InputStream in = EventsPage.class.getResourceAsStream(BEGINNING)) {
      byte[] text = Objects.requireNonNull(in, BEGINNING).readAllBytes();
      page.append(
          new String(text, StandardCharsets.UTF_8)
              .replace("{{certainty}}", certainties())
              .replace("{{samples}}", origins()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + BEGINNING + " of the program", e);
    }
  }

  private static String certainties() {
    StringBuilder table = new StringBuilder("| word | it is |\n| --- | --- |");
    for (Certainty one : Certainty.values()) {
      table.append("\n| ").append(one.text()).append(" | ").append(one.meaning()).append(" |");
    }
    return table.toString();
  }

  private static String origins() {
    StringBuilder table = new StringBuilder("| word | it is |\n| --- | --- |");
    for (EventSample.Origin one : EventSample.Origin.values()) {
      table.append("\n| ").append(one.text()).append(" | ").append(one.meaning()).append(" |");
    }
    return table.toString();
  }

  /** A type of several systems is named with its system. */
  private String headingOf(EventEntry entry) {
    long systems =
        catalogue.entries().stream().filter(other -> other.type().equals(entry.type())).count();
    return "`" + entry.type() + "`" + (systems == 1 ? "" : " of `" + entry.system() + "`");
  }

  /** As GitHub makes it of a heading. */
  private String anchorOf(EventEntry entry) {
    return headingOf(entry)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9_ -]", "")
        .replace(' ', '-');
  }

  private void source(List<EventEntry> entries) {
    EventEntry first = entries.get(0);
    heading(2, catalogue.titleOf(first.source()) + " (`" + first.source() + "`)");
    paragraph(count(entries) + ". What its callbacks have in common:");
    envelope(first.envelope());
    grouped(entries.stream(), false).values().forEach(this::system);
  }

  private static String count(List<EventEntry> entries) {
    long listed = entries.stream().filter(e -> e.certainty() == Certainty.LISTED).count();
    return entries.size()
        + " entries"
        + (listed == 0 ? "" : ", " + listed + " of them on the provider's list of event types");
  }

  private void envelope(SourceEnvelope envelope) {
    if (envelope.content() == null) {
      paragraph("Nothing; the fields of an event are those of the body.");
      return;
    }
    fields(envelope.fields());
    envelope.notes().forEach(note -> page.append("- ").append(note).append('\n'));
    page.append(envelope.notes().isEmpty() ? "" : "\n");
    paragraph("Below, fields and samples are those of `" + envelope.content() + "`.");
  }

  private void system(List<EventEntry> entries) {
    EventEntry first = entries.get(0);
    heading(3, catalogue.titleOf(first.source(), first.system()) + " (`" + first.system() + "`)");
    page.append("| type | description | certainty |\n| --- | --- | --- |\n");
    for (EventEntry entry : entries) {
      row(
          "[`" + entry.type() + "`](#" + anchorOf(entry) + ")",
          entry.description(),
          entry.certainty().text());
    }
    page.append('\n');
    entries.forEach(this::entry);
  }

  private void entry(EventEntry entry) {
    heading(4, headingOf(entry));
    paragraph(entry.description() + (entry.trigger() == null ? "" : " " + entry.trigger()));
    if (!entry.prerequisites().isEmpty()) {
      page.append("It takes:\n\n");
      entry.prerequisites().forEach(one -> page.append("- ").append(one).append('\n'));
      page.append('\n');
    }
    if (entry.open()) {
      paragraph("What is in it is not documented.");
    }
    if (!entry.fields().isEmpty()) {
      fields(entry.fields());
    }
    entry.notes().forEach(note -> page.append("- ").append(note).append('\n'));
    page.append(entry.notes().isEmpty() ? "" : "\n");
    page.append("```json\n").append(content(entry)).append("\n```\n\n");
    paragraph(
        Stream.of(
                "Sample: " + entry.sample().origin().text(),
                entry.fieldCertainty() == null ? "" : "fields: " + entry.fieldCertainty().text(),
                "[JSON Schema](schemas/" + EventSchema.path(entry) + ")",
                documents(entry))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; ")));
  }

  private static String documents(EventEntry entry) {
    List<String> documents = new ArrayList<>();
    for (Document document : entry.documents()) {
      documents.add(
          document.url() == null
              ? document.title()
              : "[" + document.title() + "](" + document.url() + ")");
    }
    return documents.isEmpty() ? "" : "from " + String.join(", ", documents);
  }

  private static String content(EventEntry entry) {
    try {
      JsonNode body = MAPPER.readTree(entry.sample().example());
      String content = entry.envelope().content();
      return PrettyJson.of(content == null ? body : body.path(content));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the sample of " + entry.name() + " is not JSON", e);
    }
  }

  private void fields(List<EventField> fields) {
    page.append("| field | type | meaning |\n| --- | --- | --- |\n");
    for (EventField field : fields) {
      String spelledAlso =
          field.spelledAlso().stream().map(one -> ", `" + one + "`").collect(Collectors.joining());
      row("`" + field.path() + "`" + spelledAlso, type(field), field.meaning());
    }
    page.append('\n');
  }

  private static String type(EventField field) {
    StringBuilder type = new StringBuilder(field.type());
    field.also().forEach(also -> type.append(" or ").append(also));
    type.append(field.form() == null ? "" : ", *" + field.form() + "*");
    type.append(field.nullable() ? " or null" : "");
    return type.append(field.optional() ? ", *optional*" : "").toString();
  }

  private void heading(int level, String text) {
    page.append("\n".repeat(page.charAt(page.length() - 2) == '\n' ? 0 : 1));
    page.append("#".repeat(level)).append(' ').append(text).append("\n\n");
  }

  private void paragraph(String text) {
    page.append(text).append("\n\n");
  }

  private void row(String... cells) {
    page.append("| ")
        .append(
            Stream.of(cells)
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ")))
        .append(" |\n");
  }
}
