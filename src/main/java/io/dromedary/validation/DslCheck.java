package io.dromedary.validation;

import static io.dromedary.validation.Yaml.entries;
import static io.dromedary.validation.Yaml.items;
import static io.dromedary.validation.Yaml.text;
import static io.dromedary.validation.Yaml.value;

import io.dromedary.event.Suggestion;
import io.dromedary.validation.DslSchema.Shape;
import io.dromedary.validation.RouteFile.Route;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.camel.model.DataFormatDefinition;
import org.apache.camel.model.dataformat.JsonDataFormat;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.EipModel;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Goes through route files along the schema of Camel's YAML DSL: finds keys that do not exist,
 * values of the wrong type and what is missing, and collects what the other checks look at.
 */
final class DslCheck {
  private static final String MODEL = "org.apache.camel.model.";

  /** The definitions whose key {@code ref} names a bean; the schema knows it as a text. */
  private static final Set<String> NAMING_BEANS =
      Set.of(
          MODEL + "BeanDefinition",
          MODEL + "ProcessDefinition",
          MODEL + "PolicyDefinition",
          MODEL + "TransactedDefinition",
          MODEL + "errorhandler.RefErrorHandlerDefinition",
          MODEL + "language.MethodCallExpression");

  /** Data formats whose name depends on what stands below them. */
  private static final Set<String> SEVERAL_FORMATS =
      Set.of(
          MODEL + "dataformat.AvroDataFormat",
          MODEL + "dataformat.BindyDataFormat",
          MODEL + "dataformat.CustomDataFormat",
          MODEL + "dataformat.ProtobufDataFormat",
          MODEL + "dataformat.DataFormatsDefinition");

  /** Camel resolves no placeholders in these. */
  private static final Set<String> NOTES = Set.of("note", "description");

  private final DslSchema schema;
  private final Components components;
  private final Placeholders placeholders;
  private final Findings findings;
  private final Uses uses;
  private final Set<Node> seen = new HashSet<>();

  private DslCheck(
      DslSchema schema,
      Components components,
      Placeholders placeholders,
      Findings findings,
      Uses uses) {
    this.uses = uses;
    this.schema = schema;
    this.components = components;
    this.placeholders = placeholders;
    this.findings = findings;
  }

  /** Adds what is wrong to the findings, and what is named to the uses. */
  static void check(
      Collection<RouteFile> files,
      DslSchema schema,
      Components components,
      Placeholders placeholders,
      Findings findings,
      Uses uses) {
    DslCheck check = new DslCheck(schema, components, placeholders, findings, uses);
    files.forEach(check::file);
  }

  private void file(RouteFile file) {
    for (Node item : items(file.document())) {
      Entry unknown = new Entry(file, "", null, false, false);
      if (item instanceof MappingNode) {
        mapping(schema.top(), "", item, entry(file, item));
      } else {
        wrongKind(unknown, item, "an entry of a route file", "a key, as in '- route:'");
      }
    }
  }

  private Entry entry(RouteFile file, Node item) {
    List<NodeTuple> entries = entries(item);
    if (entries.isEmpty()) {
      return new Entry(file, "", null, false, false);
    }
    String key = text(entries.get(0).getKeyNode());
    Node content = entries.get(0).getValueNode();
    Route route =
        file.routes().stream()
            .filter(r -> r.definition().equals(content) || r.definition().equals(item))
            .findFirst()
            .orElse(null);
    boolean template = key.equals("routeTemplate") || key.equals("templatedRoute");
    return new Entry(file, key, route, isOff(file, content), template);
  }

  private boolean isOff(RouteFile file, Node content) {
    Node precondition = value(content, "precondition");
    if (precondition == null || placeholders.resolve(text(precondition)).text() == null) {
      // One without a value is reported where it stands.
      return false;
    }
    try {
      return !placeholders.included(text(precondition));
    } catch (IllegalArgumentException e) {
      findings.error(
          file.place(precondition),
          "Camel cannot tell whether this is true: " + text(precondition),
          "Write a predicate of the language simple, as in '{{some.key:true}}'");
      return false;
    }
  }

  private void mapping(Shape shape, String name, Node node, Entry entry) {
    // An alias leads here again, and to nothing new.
    if (!seen.add(node)) {
      return;
    }
    duplicates(node, entry);
    if (shape.single() && entries(node).size() != 1) {
      findings.error(
          entry.place(node),
          name.isEmpty()
              ? "an entry of a route file has one key, and this one has " + entries(node).size()
              : "a step has one key, and this one has " + entries(node).size(),
          "Begin a further one with '- '");
    }
    List<String> alternatives = new ArrayList<>();
    boolean strange = false;
    for (NodeTuple tuple : entries(node)) {
      Node key = tuple.getKeyNode();
      String option = text(key);
      DslNode expected = shape.properties().get(option);
      if (expected == null) {
        unknown(shape, name, key, entry);
        strange = true;
        continue;
      }
      if (shape.alternatives().contains(option)) {
        alternatives.add(option);
      }
      if (shape.shortExpression(option)) {
        findings.warning(
            entry.place(key),
            "'%s' stands in %s without the word expression: a short form".formatted(option, name),
            "Write 'expression:', and '%s:' below it".formatted(option));
      }
      if (shape.name().isEmpty() && option.equals("from")) {
        findings.warning(
            entry.place(key),
            "'from' stands without a route around it: a short form",
            "Write '- route:' with an id, and 'from:' below it");
      }
      option(shape, name, option, expected, tuple, entry);
    }
    if (alternatives.size() > 1) {
      findings.error(
          entry.place(node),
          name + " has " + String.join(" and ", alternatives) + ", and takes one of them",
          "Remove one");
    }
    if (!strange) {
      // Else the unknown one is what is missing, as a rule.
      missing(shape, name, node, alternatives, entry);
    }
    collect(shape, name, node, entry);
  }

  private void duplicates(Node node, Entry entry) {
    YamlReader.duplicates(node)
        .forEach(
            (second, first) ->
                findings.error(
                    entry.place(second),
                    "'%s' stands here a second time; the first is in line %d. Camel would take the last"
                        .formatted(text(second), entry.place(first).line()),
                    "Remove one"));
  }

  private void unknown(Shape shape, String name, Node key, Entry entry) {
    String option = text(key);
    Set<String> known = new TreeSet<>(shape.properties().keySet());
    String all =
        known.size() > 16
            ? "Camel's documentation lists what it takes"
            : "It takes " + String.join(", ", known);
    String mend = Suggestion.or(option, known, all);
    if (!(key instanceof ScalarNode)) {
      findings.error(entry.place(key), "a key must be a text", "Put quotes around it");
    } else if (option.equals("<<")) {
      findings.error(
          entry.place(key), "Camel knows no merge keys", "Write out what is to be merged");
    } else if (shape.name().isEmpty()) {
      findings.error(
          entry.place(key),
          "'" + option + "' is no entry of a route file, and Camel would ignore it",
          Suggestion.or(option, known, "Entries are " + String.join(", ", known)));
    } else if (shape.single()) {
      findings.error(
          entry.place(key),
          "there is no step '" + option + "'",
          Suggestion.or(option, known, "Camel's documentation lists the steps there are"));
    } else {
      findings.error(entry.place(key), "%s has no option '%s'".formatted(name, option), mend);
    }
  }

  private void missing(
      Shape shape, String name, Node node, List<String> alternatives, Entry entry) {
    for (String required : shape.required()) {
      Node given = value(node, required);
      if (given == null || Yaml.isNothing(given)) {
        findings.error(
            entry.place(node), "%s needs '%s'".formatted(name, required), "Write it below " + name);
      }
    }
    if (alternatives.isEmpty()
        && shape.alternatives().contains("expression")
        && isExpressionRequired(eip(shape, name))) {
      findings.error(
          entry.place(node), name + " has no expression", "Write 'expression:' below " + name);
    }
  }

  private static boolean isExpressionRequired(@Nullable EipModel eip) {
    return eip != null
        && eip.getOptions().stream()
            .anyMatch(o -> o.getName().equals("expression") && o.isRequired());
  }

  private void option(
      Shape shape, String name, String option, DslNode expected, NodeTuple tuple, Entry entry) {
    Node content = tuple.getValueNode();
    DslNode ofItems = schema.items(expected);
    Shape inside = schema.of(expected);
    if (expected.at("deprecated").isTrue() || (inside != null && inside.deprecated())) {
      findings.warning(
          entry.place(tuple.getKeyNode()),
          "'" + option + "' is deprecated",
          "Camel's documentation says what stands in its place");
    }
    if (ofItems != null) {
      list(option, ofItems, content, entry);
    } else if (inside != null) {
      object(inside, option, content, entry);
    } else if (expected.at("type").text().equals("object")) {
      if (content instanceof MappingNode) {
        duplicates(content, entry);
        free(content, entry, 0);
      } else if (!Yaml.isNothing(content)) {
        wrongKind(entry, content, "'" + option + "'", "keys below it");
      }
    } else if (expected.isEmptyObject()) {
      free(content, entry, 0);
    } else {
      scalar(shape, name, option, expected, content, entry);
    }
  }

  private void list(String option, DslNode ofItems, Node content, Entry entry) {
    if (!(content instanceof SequenceNode)) {
      wrongKind(entry, content, "'" + option + "'", "a list: begin each of its items with '- '");
      return;
    }
    Shape inside = schema.of(ofItems);
    for (Node item : items(content)) {
      if (inside != null) {
        object(inside, inside.single() ? "a step" : "an item of " + option, item, entry);
      } else {
        free(item, entry, 0);
      }
    }
  }

  private void object(Shape shape, String name, Node content, Entry entry) {
    if (content instanceof MappingNode) {
      mapping(shape, name, content, entry);
    } else if (content instanceof ScalarNode && shape.text() && !Yaml.isNothing(content)) {
      String key = shape.required().isEmpty() ? "" : shape.required().iterator().next();
      findings.warning(
          entry.place(content),
          "'%s: ...' with its value beside it is a short form".formatted(name),
          key.isEmpty()
              ? "Write its options below it"
              : "Write '%s:' below it, and the value there".formatted(key));
      uses.texts.add(new Uses.Text(entry, content));
      if (key.equals("uri")) {
        uses.endpoints.add(new Uses.Endpoint(entry, name, content, null));
      } else if (shape.isLanguage() && key.equals("expression")) {
        language(entry.place(content), name);
        uses.expressions.add(new Uses.Expression(entry, name, content));
      }
    } else if (Yaml.isNothing(content)) {
      findings.error(
          entry.place(content),
          "nothing stands below '" + name + "', and Camel would refuse that",
          shape.required().isEmpty()
              ? "Write '%s: {}'".formatted(name)
              : "Write '%s:' below it".formatted(shape.required().iterator().next()));
    } else {
      wrongKind(entry, content, name.contains(" ") ? name : "'" + name + "'", "keys below it");
    }
  }

  /** Names are the user's: of bean properties, or options of an endpoint. */
  private void free(Node node, Entry entry, int depth) {
    if (node instanceof ScalarNode) {
      uses.texts.add(new Uses.Text(entry, node));
      return;
    }
    if (depth > 0 && !seen.add(node)) {
      return;
    }
    items(node).forEach(item -> free(item, entry, depth + 1));
    entries(node).forEach(e -> free(e.getValueNode(), entry, depth + 1));
  }

  private void scalar(
      Shape shape, String name, String option, DslNode expected, Node content, Entry entry) {
    if (!(content instanceof ScalarNode)) {
      wrongKind(entry, content, "'" + option + "'", "one value");
      return;
    }
    if (!NOTES.contains(option)) {
      uses.texts.add(new Uses.Text(entry, content));
    }
    String written = text(content);
    String value = placeholders.resolve(written).text();
    if (value == null || entry.template()) {
      return;
    }
    switch (expected.at("type").text()) {
      case "boolean" -> {
        if (!written.equals(value) && !takesText(shape, option)) {
          findings.error(
              entry.place(content),
              "%s of %s takes no placeholder: Camel would read it as false".formatted(option, name),
              "Write true or false");
        } else {
          holds(
              entry,
              content,
              name,
              option,
              v -> v.matches("(?i)true|false"),
              value,
              "true or false");
        }
      }
      case "number" ->
          holds(
              entry,
              content,
              name,
              option,
              v -> v.matches("-?\\d{1,18}(\\.\\d+)?"),
              value,
              "a number");
      default -> {
        List<String> allowed = new ArrayList<>();
        expected.at("enum").items().forEach(one -> allowed.add(one.text()));
        if (!allowed.isEmpty()) {
          oneOf(entry, content, name, option, allowed, value);
        } else if (value.matches("-?\\d.*[A-Za-z].*") && isDuration(shape, name, option)) {
          holds(
              entry,
              content,
              name,
              option,
              Durations::isValid,
              value,
              "a duration such as 500, 30s or 1h30m");
        }
      }
    }
  }

  private void holds(
      Entry entry,
      Node content,
      String name,
      String option,
      Predicate<String> valid,
      String value,
      String expected) {
    if (!valid.test(value)) {
      findings.error(
          entry.place(content),
          "%s of %s is '%s'".formatted(option, name, text(content)),
          "Write " + expected);
    }
  }

  private void oneOf(
      Entry entry, Node content, String name, String option, List<String> allowed, String value) {
    String plain = plain(value);
    if (allowed.stream().noneMatch(one -> plain(one).equals(plain))) {
      findings.error(
          entry.place(content),
          "%s of %s is '%s'".formatted(option, name, text(content)),
          Suggestion.or(value, allowed, "Write one of " + String.join(", ", allowed)));
    }
  }

  /** Camel takes {@code in-only} and {@code IN_ONLY} for {@code InOnly}. */
  private static String plain(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  /** Whether the model keeps the option as a text, in which Camel resolves placeholders later. */
  private static boolean takesText(Shape shape, String option) {
    try {
      Class<?> definition = Class.forName(shape.name(), false, DslCheck.class.getClassLoader());
      for (Method method : definition.getMethods()) {
        if (method.getName().equalsIgnoreCase("set" + option)
            && method.getParameterCount() == 1
            && method.getParameterTypes()[0] == String.class) {
          return true;
        }
      }
      return false;
    } catch (ClassNotFoundException e) {
      // Of a deserializer: it has no options that are true or false.
      return true;
    }
  }

  private boolean isDuration(Shape shape, String name, String option) {
    BaseOptionModel model = model(shape, name, option);
    return model != null && model.getType().equals("duration");
  }

  private @Nullable BaseOptionModel model(Shape shape, String name, String option) {
    EipModel eip = eip(shape, name);
    return eip == null
        ? null
        : eip.getOptions().stream()
            .filter(o -> o.getName().equals(option))
            .findFirst()
            .orElse(null);
  }

  private @Nullable EipModel eip(Shape shape, String name) {
    EipModel eip = name.isEmpty() || name.contains(" ") ? null : components.eipModel(name);
    return eip != null && shape.name().equals(eip.getJavaType()) ? eip : null;
  }

  private void collect(Shape shape, String name, Node node, Entry entry) {
    Map<String, DslNode> known = shape.properties();
    Node uri = value(node, "uri");
    if (uri != null && known.containsKey("uri") && known.containsKey("parameters")) {
      uses.endpoints.add(new Uses.Endpoint(entry, name, uri, value(node, "parameters")));
    }
    Node expression = value(node, "expression");
    if (shape.isLanguage()) {
      String language = name.equals("language") ? text(value(node, "language")) : name;
      language(entry.place(node), language);
      if (expression != null) {
        uses.expressions.add(new Uses.Expression(entry, language, expression));
      }
    }
    dataFormat(shape, node, entry);
    Node ref = value(node, "ref");
    if (ref != null && NAMING_BEANS.contains(shape.name())) {
      uses.beans.add(new Uses.Bean(entry, name, ref));
    }
    EipModel eip = eip(shape, name);
    if (eip != null) {
      for (BaseOptionModel option : eip.getOptions()) {
        Node named = value(node, option.getName());
        if (option.getKind().equals("attribute")
            && Objects.equals(option.getType(), "object")
            && named instanceof ScalarNode) {
          uses.beans.add(new Uses.Bean(entry, option.getName() + " of " + name, named));
        }
      }
    }
  }

  private void language(Place place, String name) {
    String language = placeholders.resolve(name).text();
    if (language != null && !language.isEmpty() && !components.isLanguage(language)) {
      findings.error(
          place,
          "there is no language '%s' on the class path".formatted(language),
          Suggestion.or(
              language,
              components.languages(),
              "Put the jar that has it (camel-%s, as a rule) into lib/ beside dromedary.jar"
                  .formatted(language)));
    }
  }

  private void dataFormat(Shape shape, Node node, Entry entry) {
    if (!shape.name().startsWith(MODEL + "dataformat.") || SEVERAL_FORMATS.contains(shape.name())) {
      return;
    }
    try {
      Object definition = Class.forName(shape.name()).getDeclaredConstructor().newInstance();
      String name =
          definition instanceof JsonDataFormat && value(node, "library") != null
              ? text(value(node, "library")).toLowerCase(Locale.ROOT)
              : definition instanceof DataFormatDefinition format
                  ? format.getDataFormatName()
                  : null;
      if (name != null && !components.isDataFormat(name)) {
        findings.error(
            entry.place(node),
            "there is no data format '%s' on the class path".formatted(name),
            "Put the jar that has it (camel-%s, as a rule) into lib/ beside dromedary.jar"
                .formatted(name));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("making a " + shape.name() + " to ask for its name", e);
    }
  }

  private void wrongKind(Entry entry, Node node, String what, String expected) {
    findings.error(
        entry.place(node), "%s is %s here".formatted(what, kind(node)), "Write " + expected);
  }

  private static String kind(Node node) {
    if (node instanceof SequenceNode) {
      return "a list";
    }
    if (node instanceof MappingNode) {
      return "a set of keys";
    }
    return Yaml.isNothing(node) ? "empty" : "a single value";
  }
}
