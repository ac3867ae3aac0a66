package io.dromedary.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.event.Domains;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JSON Schema (2020-12) of the body of an event. It demands the fields that the provider
 * documents, and takes any further ones: a provider may add keys at any time.
 */
public final class EventSchema {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final String CONTENT = "content";
  private static final String TIME = "time";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SPACE = "[ \\u00a0\\u202f]";

  /** The forms that docs/contracts.md, section D, point 6 names. */
  private static final Map<String, String> TIME_PATTERNS =
      new TreeMap<>(
          Map.of(
              "as in the US",
              "^\\d{1,2}/\\d{1,2}/\\d{4} \\d{1,2}:\\d{2}:\\d{2}" + SPACE + "[AaPp][Mm]$",
              "ISO 8601",
              "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}([.]\\d{1,9})?)?(Z|[+-]\\d{2}(:?\\d{2})?)?$",
              "milliseconds since 1970",
              "^\\d{12,14}$"));

  private EventSchema() {}

  /** The schema of an entry; a new tree each time. */
  public static ObjectNode of(EventEntry entry) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", DIALECT).put("$id", id(entry)).put("title", entry.type());
    schema.put(
        "description",
        entry.trigger() == null
            ? entry.description()
            : entry.description() + " " + entry.trigger());
    SourceEnvelope envelope = entry.envelope();
    ObjectNode content = object(entry.fields(), entry);
    if (envelope.content() == null) {
      schema.setAll(content);
    } else if (envelope.contentAlone()) {
      schema.put("type", "object");
      schema.set("if", enveloped(envelope));
      ref(schema.putObject("then"), "envelope");
      ref(schema.putObject("else"), CONTENT);
      ObjectNode definitions = schema.putObject("$defs");
      definitions.set("envelope", envelope(envelope, entry));
      definitions.set(CONTENT, content);
    } else {
      schema.setAll(envelope(envelope, entry));
      schema.putObject("$defs").set(CONTENT, content);
    }
    defineTime(schema, envelope, entry);
    schema.putArray("examples").add(example(entry));
    return schema;
  }

  /** Where the schema of an entry is below the folder of all of them, with slashes. */
  public static String path(EventEntry entry) {
    return Domains.safe(entry.source())
        + "/"
        + Domains.safe(entry.system())
        + "/"
        + Domains.safe(entry.type())
        + ".schema.json";
  }

  private static String id(EventEntry entry) {
    return "urn:dromedary:event:" + entry.name();
  }

  private static JsonNode example(EventEntry entry) {
    try {
      return MAPPER.readTree(entry.sample().example());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the sample of " + entry.name() + " is not JSON", e);
    }
  }

  private static ObjectNode envelope(SourceEnvelope envelope, EventEntry entry) {
    ObjectNode schema = object(envelope.fields(), entry);
    if (envelope.content() != null) {
      if (!schema.path("properties").has(envelope.content())) {
        require(schema, envelope.content(), List.of());
      }
      ObjectNode content = child(child(schema, "properties"), envelope.content());
      content.remove("type");
      ref(content, CONTENT);
    }
    return schema;
  }

  /** What tells a body with an envelope from one without: a key that has an object there. */
  private static ObjectNode enveloped(SourceEnvelope envelope) {
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    ArrayNode alternatives = either.putArray("anyOf");
    envelope.fields().stream()
        .filter(field -> field.type().equals("object") && field.path().indexOf('.') < 0)
        .forEach(field -> alternatives.addObject().putArray("required").add(field.path()));
    return either;
  }

  private static ObjectNode object(List<EventField> fields, EventEntry entry) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    Set<String> described = fields.stream().map(EventField::path).collect(Collectors.toSet());
    for (EventField field : fields) {
      String[] path = field.path().split("[.]");
      ObjectNode parent = schema;
      StringBuilder above = new StringBuilder();
      for (int i = 0; i < path.length - 1; i++) {
        String key = path[i].replace("[]", "");
        if (!described.contains(above + key)) {
          beThere(parent, key, path[i].equals(key) ? "object" : "array", field);
        }
        parent = below(parent, path[i]);
        above.append(path[i]).append('.');
      }
      String name = path[path.length - 1];
      describe(child(child(parent, "properties"), name), field, entry);
      for (String spelling : field.spelledAlso()) {
        String other = spelling.substring(spelling.lastIndexOf('.') + 1);
        describe(child(child(parent, "properties"), other), field, entry);
      }
      if (!field.optional()) {
        require(parent, name, field.spelledAlso());
      }
    }
    return schema;
  }

  /** What no entry describes is there when something in it has to be. */
  private static void beThere(ObjectNode parent, String key, String type, EventField within) {
    child(child(parent, "properties"), key).put("type", type);
    if (!within.optional()) {
      require(parent, key, List.of());
    }
  }

  private static ObjectNode below(ObjectNode parent, String name) {
    boolean array = name.endsWith("[]");
    String key = array ? name.substring(0, name.length() - 2) : name;
    ObjectNode value = child(child(parent, "properties"), key);
    return array ? child(value, "items").put("type", "object") : value;
  }

  private static void require(ObjectNode parent, String name, List<String> spelledAlso) {
    if (spelledAlso.isEmpty()) {
      ArrayNode required = array(parent, "required");
      if (required.valueStream().noneMatch(one -> one.asText().equals(name))) {
        required.add(name);
      }
      return;
    }
    ArrayNode either = array(parent, "allOf").addObject().putArray("anyOf");
    either.addObject().putArray("required").add(name);
    for (String spelling : spelledAlso) {
      String other = spelling.substring(spelling.lastIndexOf('.') + 1);
      either.addObject().putArray("required").add(other);
    }
  }

  private static void describe(ObjectNode value, EventField field, EventEntry entry) {
    value.put("description", field.meaning());
    if (TIME.equals(field.form())) {
      if (field.nullable()) {
        ArrayNode either = value.putArray("anyOf");
        ref(either.addObject(), TIME);
        either.addObject().put("type", "null");
      } else {
        ref(value, TIME);
      }
      return;
    }
    types(value, field);
    if ("json".equals(field.form())) {
      value.put("contentMediaType", "application/json");
    }
    if (field.type().equals("boolean") && field.also().contains("string")) {
      value.put("pattern", "^([Tt]rue|[Ff]alse)$");
    }
    if (field.equalTo() != null) {
      String text =
          field.equalTo().replace("${type}", entry.type()).replace("${system}", entry.system());
      if (text.indexOf('*') < 0) {
        value.put("const", text);
      }
    }
  }

  private static void types(ObjectNode value, EventField field) {
    if (field.also().isEmpty() && !field.nullable()) {
      value.put("type", field.type());
      return;
    }
    ArrayNode types = value.putArray("type").add(field.type());
    field.also().forEach(types::add);
    if (field.nullable()) {
      types.add("null");
    }
  }

  private static void defineTime(ObjectNode schema, SourceEnvelope envelope, EventEntry entry) {
    boolean used =
        Stream.concat(envelope.fields().stream(), entry.fields().stream())
            .anyMatch(field -> TIME.equals(field.form()));
    if (!used) {
      return;
    }
    ObjectNode time = child(child(schema, "$defs"), TIME);
    time.put("description", "A date in one of the forms that the providers write.");
    ArrayNode forms = time.putArray("anyOf");
    TIME_PATTERNS.forEach(
        (form, pattern) ->
            forms
                .addObject()
                .put("type", "string")
                .put("pattern", pattern)
                .put("description", form));
    forms.addObject().put("type", "integer").put("description", "milliseconds since 1970");
  }

  private static void ref(ObjectNode schema, String definition) {
    schema.put("$ref", "#/$defs/" + definition);
  }

  private static ObjectNode child(ObjectNode parent, String key) {
    return parent.get(key) instanceof ObjectNode existing ? existing : parent.putObject(key);
  }

  private static ArrayNode array(ObjectNode parent, String key) {
    return parent.get(key) instanceof ArrayNode existing ? existing : parent.putArray(key);
  }
}
