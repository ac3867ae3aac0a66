package io.dromedary.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.event.Domains;
import io.dromedary.event.EventPattern;
import io.dromedary.event.Suggestion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A YAML file of entries: docs/events.md says what can be in it. */
final class CatalogueFile {
  private final List<Mistake> mistakes = new ArrayList<>();
  private final Map<String, SourceTerms> sources = new LinkedHashMap<>();
  private final Map<String, String> titles = new LinkedHashMap<>();
  private final List<EventEntry> entries = new ArrayList<>();
  private final Map<String, YamlSection> sectionOf = new HashMap<>();

  /**
   * What the entries of a source refer to.
   *
   * @param optional whether a field that does not say so may be missing
   */
  record SourceTerms(
      boolean optional,
      SourceEnvelope envelope,
      Map<String, Document> documents,
      Map<String, List<EventField>> fieldSets) {}

  private CatalogueFile() {}

  /**
   * Reads a file.
   *
   * @param before the files whose sources it may add to
   * @throws CatalogueException that names each mistake
   */
  static CatalogueFile read(String name, String text, List<CatalogueFile> before)
      throws CatalogueException {
    CatalogueFile file = new CatalogueFile();
    // Who adds to a source means its usual events: those of the first file that has it.
    before.forEach(earlier -> earlier.sources.forEach(file.sources::putIfAbsent));
    file.read(YamlSection.of(name, text, file.mistakes));
    if (!file.mistakes.isEmpty()) {
      throw new CatalogueException(file.mistakes);
    }
    return file;
  }

  /**
   * Holds the samples against the fields of their entries.
   *
   * @param check of a catalogue that has these entries
   * @throws CatalogueException that names each sample that its own entry does not allow
   */
  void checkSamples(EventCheck check) throws CatalogueException {
    for (EventEntry entry : entries) {
      byte[] sample = entry.sample().example().getBytes(StandardCharsets.UTF_8);
      Checked checked = check.check(entry.source(), entry.system(), entry.type(), sample);
      YamlSection section = sectionOf.get(entry.name());
      if (checked.result() == Checked.Result.INVALID && section != null) {
        section.note(
            "sample",
            "sample of an event is not as its fields say: " + checked.reason() + "; mend either");
      }
    }
    if (!mistakes.isEmpty()) {
      throw new CatalogueException(mistakes);
    }
  }

  List<EventEntry> entries() {
    return entries;
  }

  /** What people call a source, or a system ({@code source/system}). */
  Map<String, String> titles() {
    return titles;
  }

  private void read(YamlSection file) {
    file.knowing("sources");
    file.sections("sources", "a source").forEach(this::source);
  }

  private void source(YamlSection source) {
    source.knowing(
        "source",
        "title",
        "documents",
        "document",
        "certainty",
        "sampleIs",
        "optional",
        "envelope",
        "fieldSets",
        "systems");
    String name = source.requiredText("source");
    SourceTerms earlier = sources.get(name);
    boolean optional =
        source.has("optional") ? source.flag("optional") : earlier != null && earlier.optional();
    Map<String, Document> documents =
        new LinkedHashMap<>(earlier == null ? Map.of() : earlier.documents());
    documents.putAll(source.section("documents", "documents").each(CatalogueFile::document));
    Map<String, List<EventField>> fieldSets =
        new LinkedHashMap<>(earlier == null ? Map.of() : earlier.fieldSets());
    fieldSets.putAll(
        source.section("fieldSets", "fieldSets").each((sets, set) -> fields(sets, set, optional)));
    title(source, name);
    SourceTerms terms =
        new SourceTerms(
            optional,
            source.has("envelope")
                ? envelope(source.section("envelope", "an envelope"), optional)
                : earlier == null ? SourceEnvelope.NONE : earlier.envelope(),
            documents,
            fieldSets);
    sources.put(name, terms);
    for (YamlSection system : source.sections("systems", "a system")) {
      system(name, terms, source, system);
    }
  }

  private void title(YamlSection section, String name) {
    String title = section.text("title");
    if (title != null) {
      titles.put(name, title);
    }
  }

  private static Document document(YamlSection documents, String key) {
    YamlSection document = documents.section(key, "a document").knowing("title", "url");
    return new Document(document.requiredText("title"), document.text("url"));
  }

  private static SourceEnvelope envelope(YamlSection envelope, boolean optional) {
    envelope.knowing("content", "contentAlone", "fields", "notes", "sample");
    return new SourceEnvelope(
        envelope.text("content"),
        envelope.flag("contentAlone"),
        fields(envelope, "fields", optional),
        envelope.texts("notes"),
        envelope.object("sample"));
  }

  private static List<EventField> fields(YamlSection section, String key, boolean optional) {
    return section.sections(key, "a field").stream().map(f -> field(f, optional)).toList();
  }

  private static EventField field(YamlSection field, boolean optional) {
    field.knowing(
        "path", "type", "also", "form", "spelledAlso", "nullable", "optional", "equals", "meaning");
    String type = field.word("type", EventField.TYPES);
    if (!field.has("type")) {
      field.requiredText("type");
    }
    return new EventField(
        field.requiredText("path"),
        type == null ? "string" : type,
        field.words("also", EventField.TYPES),
        field.word("form", EventField.FORMS),
        field.texts("spelledAlso"),
        field.flag("nullable"),
        field.has("optional") ? field.flag("optional") : optional,
        field.text("equals"),
        field.requiredText("meaning"));
  }

  private void system(String source, SourceTerms terms, YamlSection above, YamlSection system) {
    system.knowing(
        "system",
        "title",
        "document",
        "certainty",
        "prerequisites",
        "notes",
        "sampleIs",
        "envelope",
        "events");
    String name = system.requiredText("system");
    title(system, source + "/" + name);
    for (YamlSection event : system.sections("events", "an event")) {
      event(source, name, terms, List.of(above, system, event));
    }
  }

  /**
   * Reads an entry.
   *
   * @param sections the source, the system, and the event: what the inner ones do not say, the
   *     outer ones do
   */
  private void event(String source, String system, SourceTerms terms, List<YamlSection> sections) {
    YamlSection event = sections.get(2);
    event.knowing(
        "type",
        "description",
        "trigger",
        "prerequisites",
        "certainty",
        "document",
        "notes",
        "open",
        "fieldCertainty",
        "include",
        "fields",
        "envelope",
        "sampleIs",
        "sample");
    String type = event.requiredText("type");
    checkType(event, type);
    List<EventField> fields = new ArrayList<>();
    for (String set : event.texts("include")) {
      fields.addAll(fieldSet(event, terms, set));
    }
    fields.addAll(fields(event, "fields", terms.optional()));
    Certainty certainty = certainty(innermost(sections, "certainty"));
    Certainty fieldCertainty = certainty(event.word("fieldCertainty", Certainty.texts()));
    EventEntry entry =
        new EventEntry(
            source,
            system,
            domains(source).of(system),
            type,
            EventVersion.of(type).text(),
            event.requiredText("description"),
            event.text("trigger"),
            joined(sections.subList(1, 3), "prerequisites"),
            certainty == null ? Certainty.OWN : certainty,
            documents(sections, terms),
            joined(sections.subList(1, 3), "notes"),
            terms.envelope(),
            fields,
            fields.isEmpty() ? null : fieldCertainty == null ? certainty : fieldCertainty,
            event.flag("open"),
            sample(sections, terms.envelope(), system, type));
    if (entries.stream().anyMatch(other -> other.name().equals(entry.name()))) {
      event.note("type", "there is another entry of " + entry.name() + " in this file; leave one");
    }
    entries.add(entry);
    sectionOf.put(entry.name(), event);
  }

  private static void checkType(YamlSection event, String type) {
    if (!type.isEmpty()) {
      try {
        EventPattern.parse(type);
      } catch (IllegalArgumentException e) {
        event.note("type", String.valueOf(e.getMessage()));
      }
    }
  }

  private static List<EventField> fieldSet(YamlSection event, SourceTerms terms, String set) {
    List<EventField> fields = terms.fieldSets().get(set);
    if (fields == null) {
      event.note(
          "include",
          "there is no set of fields '"
              + set
              + "' in fieldSets of this source."
              + Suggestion.didYouMean(set, terms.fieldSets().keySet()));
      return List.of();
    }
    return fields;
  }

  private static List<Document> documents(List<YamlSection> sections, SourceTerms terms) {
    List<Document> documents = new ArrayList<>();
    for (int i = sections.size() - 1; i >= 0 && documents.isEmpty(); i--) {
      YamlSection section = sections.get(i);
      for (String name : section.texts("document")) {
        Document document = terms.documents().get(name);
        if (document != null) {
          documents.add(document);
        } else if (name.contains("://")) {
          documents.add(new Document(name, name));
        } else {
          section.note(
              "document",
              "there is no document '"
                  + name
                  + "' in documents of this source, and it is no address."
                  + Suggestion.didYouMean(name, terms.documents().keySet()));
        }
      }
    }
    return documents;
  }

  private static EventSample sample(
      List<YamlSection> sections, SourceEnvelope envelope, String system, String type) {
    YamlSection event = sections.get(2);
    JsonNode content = event.tree("sample");
    if (content == null) {
      event.note("sample", "sample is missing in an event: the event's own content as JSON");
    }
    ObjectNode own = event.object("sample");
    List<ObjectNode> changes =
        sections.subList(1, 3).stream().map(section -> section.object("envelope")).toList();
    ObjectNode body = envelope.content() == null ? own : envelope.sample();
    if (envelope.content() != null) {
      changes.forEach(change -> MergePatch.apply(body, change));
      MergePatch.dropNulls(body);
      body.set(envelope.content(), own);
    }
    String template = body.toString().replace("${type}", type).replace("${system}", system);
    EventSample.Origin origin =
        Stream.of(EventSample.Origin.values())
            .filter(one -> one.text().equals(innermost(sections, "sampleIs")))
            .findFirst()
            .orElse(EventSample.Origin.COMPOSED);
    return new EventSample(template, origin);
  }

  private static Domains domains(String source) {
    return source.equals("aps") ? Domains.APS : Domains.BY_NAME;
  }

  private static @Nullable Certainty certainty(@Nullable String text) {
    return Stream.of(Certainty.values())
        .filter(one -> one.text().equals(text))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String innermost(List<YamlSection> sections, String key) {
    List<String> words = key.equals("certainty") ? Certainty.texts() : EventSample.Origin.texts();
    for (int i = sections.size() - 1; i >= 0; i--) {
      if (sections.get(i).has(key)) {
        return sections.get(i).word(key, words);
      }
    }
    return null;
  }

  private static List<String> joined(List<YamlSection> sections, String key) {
    return sections.stream().flatMap(section -> section.texts(key).stream()).toList();
  }
}
