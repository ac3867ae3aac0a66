package io.dromedary.validation;

import static io.dromedary.validation.Yaml.entries;
import static io.dromedary.validation.Yaml.items;
import static io.dromedary.validation.Yaml.text;
import static io.dromedary.validation.Yaml.value;

import io.dromedary.event.Suggestion;
import io.dromedary.validation.Kamelet.Property;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.camel.tooling.model.ComponentModel;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Finds Kamelets that do not exist, properties of theirs that do not, are missing, or have a value
 * that cannot be, and what they need and is not here.
 */
final class KameletCheck {
  private static final String SET = "camel.kamelet.";
  private static final String VARIABLE = "CAMEL_KAMELET_";

  /** What a route can start at. */
  private static final String FROM = "from";

  private final Kamelets kamelets;
  private final Components components;
  private final Placeholders placeholders;
  private final Configuration configuration;
  private final Set<String> lazyComponents;
  private final Findings findings;

  /**
   * @param lazyComponents the schemes whose producers are started lazily by configuration
   */
  KameletCheck(
      Kamelets kamelets,
      Components components,
      Placeholders placeholders,
      Configuration configuration,
      Set<String> lazyComponents,
      Findings findings) {
    this.kamelets = kamelets;
    this.components = components;
    this.placeholders = placeholders;
    this.configuration = configuration;
    this.lazyComponents = lazyComponents;
    this.findings = findings;
  }

  /**
   * A Kamelet where it is used.
   *
   * @param id of the route that it becomes; empty when nobody gives it one
   */
  private record Use(
      String name,
      String id,
      boolean from,
      boolean off,
      boolean target,
      Map<String, Given> given,
      Place place) {}

  /**
   * A value as it is written, and where.
   *
   * @param value with its placeholders resolved; null when they could not be
   */
  private record Given(String written, @Nullable String value, Place place) {}

  /** An endpoint. */
  void check(Uses.Endpoint use) {
    String uri = placeholders.resolve(text(use.uri())).or("");
    if (!uri.startsWith(Kamelets.SCHEME) || use.entry().template() || uri.contains("${")) {
      return;
    }
    Place place = use.entry().place(use.uri());
    Map<String, Given> given = new LinkedHashMap<>();
    int query = uri.indexOf('?');
    if (query >= 0) {
      for (String option : uri.substring(query + 1).split("&")) {
        int equals = option.indexOf('=');
        if (equals > 0) {
          String value = UriOption.decoded(option.substring(equals + 1));
          given.put(option.substring(0, equals), new Given(value, value, place));
        }
      }
    }
    for (NodeTuple entry : entries(use.parameters())) {
      String written = text(entry.getValueNode());
      given.put(
          text(entry.getKeyNode()),
          new Given(
              written,
              placeholders.resolve(written).text(),
              use.entry().place(entry.getKeyNode())));
    }
    String path =
        (query < 0 ? uri : uri.substring(0, query))
            .substring(Kamelets.SCHEME.length())
            .replaceFirst("^//", "");
    int slash = path.indexOf('/');
    check(
        new Use(
            slash < 0 ? path : path.substring(0, slash),
            slash < 0 ? "" : path.substring(slash + 1),
            use.eip().equals(FROM),
            use.entry().off(),
            use.entry().isTarget(),
            given,
            place));
  }

  private void check(Use use) {
    Kamelet kamelet;
    try {
      kamelet = kamelets.find(use.name());
    } catch (IllegalArgumentException e) {
      findings.error(use.place(), String.valueOf(e.getMessage()), "Correct or remove that file");
      return;
    }
    if (kamelet == null) {
      findings.error(
          use.place(),
          "there is no Kamelet '%s' on the class path, nor in a folder kamelets/ beside that of the routes"
              .formatted(use.name()),
          Suggestion.or(
              use.name(),
              kamelets.names(),
              "Put the jar that has it into lib/ beside dromedary.jar; Camel's own are in camel-kamelets"));
      return;
    }
    side(use, kamelet);
    required(use, kamelet);
    use.given().forEach((name, given) -> given(use, kamelet, name, given));
    if (!use.off()) {
      components(use, kamelet);
    }
  }

  private void side(Use use, Kamelet kamelet) {
    boolean source = kamelet.type().equals("source");
    if (kamelet.type().isEmpty() || source == use.from()) {
      return;
    }
    findings.error(
        use.place(),
        source
            ? "the Kamelet %s is a source, and stands in a step".formatted(kamelet.name())
            : "no route can start at the Kamelet %s: it is of type %s"
                .formatted(kamelet.name(), kamelet.type()),
        source ? "Let a route start at it, with 'from'" : "Use it in a step, with 'to'");
  }

  private void required(Use use, Kamelet kamelet) {
    for (String name : kamelet.required()) {
      Property property = kamelet.properties().get(name);
      boolean has =
          use.given().containsKey(name)
              || (property != null && property.standard() != null)
              || isConfigured(use, name);
      if (!has && !use.off()) {
        findings.error(
            use.place(),
            "the Kamelet %s needs the property '%s'".formatted(kamelet.name(), name),
            "Write it below 'parameters:'");
      }
    }
  }

  /** By a key, or a variable, that Camel reads for every use of it. */
  private boolean isConfigured(Use use, String property) {
    Map<String, String> visible = configuration.visible();
    String variable =
        (VARIABLE + use.name() + "_" + property).toUpperCase(Locale.ROOT).replace('-', '_');
    return visible.containsKey(SET + use.name() + "." + property)
        || visible.containsKey(SET + use.name() + "." + use.id() + "." + property)
        || visible.keySet().stream()
            .anyMatch(key -> key.matches("camel\\.component\\.kamelet\\.(template|route)-?.*"))
        || System.getenv(variable) != null;
  }

  private void given(Use use, Kamelet kamelet, String name, Given given) {
    Property property = kamelet.properties().get(name);
    if (property == null) {
      if (!ofTheComponent().contains(name)) {
        findings.error(
            given.place(),
            "the Kamelet %s has no property '%s'".formatted(kamelet.name(), name),
            Suggestion.or(
                name,
                kamelet.properties().keySet(),
                "It has " + String.join(", ", new TreeSet<>(kamelet.properties().keySet()))));
      }
      return;
    }
    String value = given.value();
    if (value == null || value.contains("${") || value.startsWith("#")) {
      return;
    }
    boolean secret = property.format().equals("password");
    if (secret && !given.written().contains("{{")) {
      findings.warning(
          given.place(),
          "'%s' of the Kamelet %s is a secret, and stands in the route file for everybody to read"
              .formatted(name, kamelet.name()),
          "Write a placeholder of the environment, as {{env:NAME}}");
    }
    String expected = expected(property, value);
    if (expected != null && !(use.off() && value.isEmpty())) {
      findings.error(
          given.place(),
          "'%s' of the Kamelet %s %s"
              .formatted(
                  name,
                  kamelet.name(),
                  secret ? "has a wrong value" : "is '" + given.written() + "'"),
          property.values().isEmpty()
              ? "Write " + expected
              : Suggestion.or(value, property.values(), "Write " + expected));
    }
  }

  /** What stands there in place of a value that cannot be; null when it can. */
  private static @Nullable String expected(Property property, String value) {
    if (!property.values().isEmpty() && !property.values().contains(value)) {
      return "one of " + String.join(", ", property.values());
    }
    return switch (property.type()) {
      case "boolean" -> value.matches("(?i)true|false") ? null : "true or false";
      case "integer" -> value.matches("-?\\d{1,19}") ? null : "a whole number";
      case "number" -> value.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?") ? null : "a number";
      default -> fits(property.pattern(), value) ? null : "what fits " + property.pattern();
    };
  }

  private static boolean fits(@Nullable String pattern, String value) {
    if (pattern == null) {
      return true;
    }
    try {
      return Pattern.compile(pattern).matcher(value).find();
    } catch (PatternSyntaxException e) {
      // A mistake of whoever wrote the Kamelet, which no user of it can mend.
      return true;
    }
  }

  private Set<String> ofTheComponent() {
    Set<String> names = new TreeSet<>(Set.of("templateId", "routeId"));
    ComponentModel model = components.componentModel("kamelet");
    if (model != null) {
      model.getEndpointParameterOptions().forEach(option -> names.add(option.getName()));
    }
    return names;
  }

  /** What its own steps need. */
  private void components(Use use, Kamelet kamelet) {
    for (Node endpoint : endpoints(kamelet.template())) {
      String uri = text(endpoint instanceof ScalarNode ? endpoint : value(endpoint, "uri")).strip();
      int colon = uri.indexOf(':');
      String scheme = colon < 0 ? "" : uri.substring(0, colon);
      if (scheme.isEmpty() || scheme.contains("{{")) {
        continue;
      }
      if (!components.isComponent(scheme)) {
        Part part = Part.missingBehindScheme(scheme);
        findings.error(
            use.place(),
            "the Kamelet %s needs the component '%s', which is not here"
                .formatted(kamelet.name(), scheme),
            part == null
                ? "Put the jar that has it (camel-%s, as a rule), and those that it needs, into lib/ beside dromedary.jar"
                    .formatted(scheme)
                : part.mend());
        return;
      }
      lazy(use, kamelet, scheme, endpoint);
    }
  }

  /** What connects at the start would let a host that is down prevent it. */
  private void lazy(Use use, Kamelet kamelet, String scheme, Node endpoint) {
    ComponentModel model = components.componentModel(scheme);
    boolean lazy =
        text(value(value(endpoint, "parameters"), "lazyStartProducer")).equals("true")
            || lazyComponents.contains(scheme);
    if (use.target()
        && model != null
        && model.isRemote()
        && !model.isConsumerOnly()
        && !scheme.equals("kamelet")
        && !lazy) {
      findings.warning(
          use.place(),
          "the Kamelet %s connects by %s: at the start, so a host that is down may prevent it"
              .formatted(kamelet.name(), scheme),
          "Set camel.component.%s.lazyStartProducer=true in the configuration".formatted(scheme));
    }
  }

  /** What {@code to}, {@code toD} and {@code from} name, wherever they stand. */
  private static Set<Node> endpoints(@Nullable Node template) {
    Set<Node> endpoints = new java.util.LinkedHashSet<>();
    gather(template, endpoints);
    return endpoints;
  }

  private static void gather(@Nullable Node node, Set<Node> endpoints) {
    if (node instanceof SequenceNode) {
      items(node).forEach(item -> gather(item, endpoints));
    } else if (node instanceof MappingNode) {
      for (NodeTuple entry : entries(node)) {
        if (Set.of("to", "toD", FROM).contains(text(entry.getKeyNode()))) {
          endpoints.add(entry.getValueNode());
        }
        gather(entry.getValueNode(), endpoints);
      }
    }
  }
}
