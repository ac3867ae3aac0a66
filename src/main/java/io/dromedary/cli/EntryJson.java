package io.dromedary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.Certainty;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.catalogue.EventField;
import java.util.List;

/** An entry of the catalogue, for programs and for {@link EntryText}. */
final class EntryJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private EntryJson() {}

  /** What a list shows of it. */
  static ObjectNode brief(EventEntry entry) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("source", entry.source())
        .put("system", entry.system())
        .put("domain", entry.domain())
        .put("type", entry.type())
        .put("version", entry.version())
        .put("certainty", entry.certainty().text())
        .put("description", entry.description())
        .put("trigger", entry.trigger());
  }

  /** All of it. */
  static ObjectNode whole(EventEntry entry, Catalogue catalogue) {
    ObjectNode json = brief(entry);
    json.put("sourceTitle", catalogue.titleOf(entry.source()));
    json.put("systemTitle", catalogue.titleOf(entry.source(), entry.system()));
    json.put("certaintyMeaning", entry.certainty().meaning());
    entry.prerequisites().forEach(json.putArray("prerequisites")::add);
    ArrayNode documents = json.putArray("documents");
    entry
        .documents()
        .forEach(d -> documents.addObject().put("title", d.title()).put("url", d.url()));
    ArrayNode notes = json.putArray("notes");
    entry.notes().forEach(notes::add);
    entry.envelope().notes().forEach(notes::add);
    json.put("content", entry.envelope().content());
    json.put("open", entry.open());
    Certainty certainty = entry.fieldCertainty();
    json.put("fieldCertainty", certainty == null ? null : certainty.text());
    json.put("fieldMeaning", certainty == null ? null : certainty.meaning());
    fields(json.putArray("fields"), entry.fields());
    fields(json.putArray("envelope"), entry.envelope().fields());
    json.put("sampleIs", entry.sample().origin().text());
    json.put("sampleMeaning", entry.sample().origin().meaning());
    try {
      json.set("sample", MAPPER.readTree(entry.sample().example()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the sample of " + entry.name() + " is not JSON", e);
    }
    return json;
  }

  private static void fields(ArrayNode into, List<EventField> fields) {
    for (EventField field : fields) {
      ObjectNode json = into.addObject();
      json.put("path", field.path()).put("type", field.type());
      field.also().forEach(json.putArray("also")::add);
      json.put("form", field.form());
      field.spelledAlso().forEach(json.putArray("spelledAlso")::add);
      json.put("nullable", field.nullable()).put("optional", field.optional());
      json.put("meaning", field.meaning());
    }
  }
}
