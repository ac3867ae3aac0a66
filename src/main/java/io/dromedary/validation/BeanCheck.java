package io.dromedary.validation;

import static io.dromedary.validation.Yaml.entries;
import static io.dromedary.validation.Yaml.text;
import static io.dromedary.validation.Yaml.value;

import io.dromedary.event.Suggestion;
import io.dromedary.signature.SignatureProcessor;
import io.dromedary.signature.SignatureSetupException;
import io.dromedary.validation.RouteFile.Bean;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.support.PropertyBindingSupport;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Finds beans that cannot be made as they are defined, and references to those that are not. */
final class BeanCheck {
  /** The beans that come with Dromedary, to be guessed at. */
  static final Set<String> OURS =
      Set.of(
          "io.dromedary.callback.CloudEventsHandshake",
          "io.dromedary.signature.SignatureProcessor",
          "io.dromedary.target.ApiClient",
          "io.dromedary.target.ApiRequest",
          "io.dromedary.target.ArchiveEntry",
          "io.dromedary.target.BusClient",
          "io.dromedary.target.BusHeaders",
          "io.dromedary.target.BusRecord",
          "io.dromedary.target.DurableFile",
          "io.dromedary.target.PartnerClient",
          "io.dromedary.target.PartnerRequest",
          "io.dromedary.target.WarehouseDataSource",
          "io.dromedary.target.WarehouseRow");

  private static final String CLASS = "#class:";

  /** What else a # can begin, beside the name of a bean. */
  private static final List<String> FUNCTIONS =
      List.of("#property:", "#valueAs", "#autowired", "#type:");

  private final Placeholders placeholders;
  private final Set<String> names;
  private final Findings findings;
  private final OffFiles off;

  /**
   * @param names of all beans that there will be
   */
  BeanCheck(Placeholders placeholders, Set<String> names, Findings findings) {
    this.placeholders = placeholders;
    this.off = new OffFiles(placeholders);
    this.names = names;
    this.findings = findings;
  }

  void check(RouteFile file, Bean bean) {
    Node definition = bean.definition();
    Node typeNode = value(definition, "type");
    String type = resolved(bean.type());
    if (typeNode == null || type.isEmpty() || value(definition, "script") != null) {
      return;
    }
    Place place = file.place(typeNode);
    Class<?> found = type(type);
    if (found == null) {
      missing(file, place, className(type));
      return;
    }
    boolean madeByOthers =
        Stream.of("factoryMethod", "factoryBean", "builderClass")
                .anyMatch(key -> value(definition, key) != null)
            || type.replaceFirst("^#class:", "").contains("#");
    if (madeByOthers) {
      return;
    }
    boolean sound = true;
    for (NodeTuple property : entries(value(definition, "properties"))) {
      sound &= property(file, bean, found, property);
    }
    for (String key : List.of("initMethod", "destroyMethod")) {
      method(file, found, value(definition, key));
    }
    if (sound && found == SignatureProcessor.class) {
      signature(bean, place);
    }
  }

  private void missing(RouteFile file, Place place, String type) {
    Part part = Part.missingBehind(type);
    if (part == null) {
      findings.error(
          place,
          "there is no class " + type + " on the class path",
          Suggestion.or(type, OURS, "Add its jar, or correct the name"));
    } else if (!off.isOff(file)) {
      findings.error(
          place, "%s needs %s, which is not here".formatted(type, part.title()), part.mend());
    }
  }

  private boolean property(RouteFile file, Bean bean, Class<?> type, NodeTuple property) {
    String key = text(property.getKeyNode());
    String first = key.replaceFirst("[.\\[].*", "");
    boolean nested = !first.equals(key) || !(property.getValueNode() instanceof ScalarNode);
    if (Map.class.isAssignableFrom(type) || key.startsWith("#")) {
      return true;
    }
    Method setter = setter(type, first);
    if (setter == null && !(nested && getter(type, first))) {
      findings.error(
          file.place(property.getKeyNode()),
          "bean %s: %s has no property '%s'".formatted(bean.name(), type.getSimpleName(), first),
          Suggestion.or(first, properties(type), "It has " + String.join(", ", properties(type))));
      return false;
    }
    return nested || setter == null || holds(file, bean, setter, property);
  }

  private boolean holds(RouteFile file, Bean bean, Method setter, NodeTuple property) {
    String written = text(property.getValueNode());
    String value = placeholders.resolve(written).text();
    if (value == null || value.isEmpty() || value.startsWith("#")) {
      return true;
    }
    if (value.startsWith("jdbc:postgresql:") && Part.POSTGRESQL.isMissing() && !off.isOff(file)) {
      findings.error(
          file.place(property.getValueNode()),
          "bean %s: '%s' names PostgreSQL, whose driver is not here"
              .formatted(bean.name(), text(property.getKeyNode())),
          Part.POSTGRESQL.mend());
      return false;
    }
    String type = setter.getParameterTypes()[0].getSimpleName().toLowerCase(Locale.ROOT);
    String expected =
        switch (type) {
          case "boolean" -> value.matches("(?i)true|false") ? "" : "true or false";
          case "int", "integer", "long", "short" ->
              value.matches("-?\\d{1,19}") || Durations.isValid(value) ? "" : "a whole number";
          default -> "";
        };
    if (expected.isEmpty()) {
      return true;
    }
    String key = text(property.getKeyNode());
    findings.error(
        file.place(property.getValueNode()),
        "bean %s: '%s' is '%s'".formatted(bean.name(), key, written),
        "Write " + expected);
    return false;
  }

  private void method(RouteFile file, Class<?> type, @Nullable Node name) {
    if (name != null
        && Stream.of(type.getMethods())
            .noneMatch(m -> m.getName().equals(text(name)) && m.getParameterCount() == 0)) {
      findings.error(
          file.place(name),
          "%s has no method '%s' without parameters".formatted(type.getSimpleName(), text(name)),
          "Correct the name, or remove it");
    }
  }

  /** What the start would ask of it; the secrets it has are read, and not shown. */
  private void signature(Bean bean, Place place) {
    SignatureProcessor processor = new SignatureProcessor();
    processor.setCamelContext(placeholders.context());
    Map<String, Object> properties = new HashMap<>();
    bean.properties().forEach((key, value) -> properties.put(key, resolved(value)));
    try {
      PropertyBindingSupport.bindProperties(placeholders.context(), processor, properties);
      processor.ready();
    } catch (SignatureSetupException e) {
      findings.add(new Finding(bean.place(), String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      findings.error(
          place,
          "bean %s cannot be set up with these properties".formatted(bean.name()),
          "Compare them with docs/commands.md and the shipped routes");
    }
  }

  void check(Uses.Bean use) {
    String name = resolved(text(use.name()));
    // A thread pool can be named by its profile.
    if (!use.by().contains("xecutorService") || name.startsWith("#")) {
      for (String one : name.split(",")) {
        reference(use.entry().place(use.name()), use.by(), one.strip());
      }
    }
  }

  /** An option of an endpoint: a reference when it begins with #. */
  void check(Uses.Endpoint use) {
    for (NodeTuple parameter : entries(use.parameters())) {
      String value = resolved(text(parameter.getValueNode()));
      if (value.startsWith("#")) {
        reference(use.entry().place(parameter.getValueNode()), text(parameter.getKeyNode()), value);
      }
    }
    String uri = resolved(text(use.uri()));
    String dataSource = uri.replaceFirst("\\?.*", "").replaceFirst("^jdbc:(//)?", "");
    if (uri.startsWith("jdbc:")
        && !dataSource.contains("${")
        && !Set.of("default", "dataSource").contains(dataSource)) {
      reference(use.entry().place(use.uri()), "jdbc", dataSource);
    }
  }

  /** Whether the value of an option is the name of a bean. */
  static boolean isReference(String value) {
    return value.startsWith("#")
        && !value.startsWith(CLASS)
        && FUNCTIONS.stream().noneMatch(value::startsWith);
  }

  private void reference(Place place, String by, String value) {
    if (value.isEmpty() || value.contains("${") || FUNCTIONS.stream().anyMatch(value::startsWith)) {
      return;
    }
    if (value.startsWith(CLASS)) {
      if (type(value) == null) {
        findings.error(
            place,
            "there is no class " + className(value) + " on the class path",
            "Add its jar, or correct the name");
      }
      return;
    }
    String name = value.replaceFirst("^#(bean:)?", "");
    boolean known = names.contains(name) || (name.contains(".") && type(name) != null);
    if (!known) {
      findings.error(
          place,
          "%s names the bean '%s', which nobody defines".formatted(by, name),
          Suggestion.or(name, names, "Define it under 'beans:'"));
    }
  }

  private String resolved(@Nullable String text) {
    return text == null ? "" : placeholders.resolve(text).or("");
  }

  private static String className(String type) {
    return type.replaceFirst("^#class:", "").replaceFirst("[(#].*", "");
  }

  private static @Nullable Class<?> type(String type) {
    return ClassPath.find(className(type));
  }

  private static @Nullable Method setter(Class<?> type, String property) {
    String name = property.replace("-", "").toLowerCase(Locale.ROOT);
    // Camel takes the methods of a builder as well.
    for (String begin : List.of("set", "with", "")) {
      for (Method method : type.getMethods()) {
        if (method.getParameterCount() == 1
            && method.getName().toLowerCase(Locale.ROOT).equals(begin + name)) {
          return method;
        }
      }
    }
    return null;
  }

  private static boolean getter(Class<?> type, String property) {
    return Stream.of(type.getMethods())
        .anyMatch(
            m -> m.getName().equalsIgnoreCase("get" + property) && m.getParameterCount() == 0);
  }

  private static Set<String> properties(Class<?> type) {
    Set<String> names = new TreeSet<>();
    for (Method method : type.getMethods()) {
      String name = method.getName();
      if (name.length() > 3
          && name.startsWith("set")
          && method.getParameterCount() == 1
          && !name.equals("setCamelContext")) {
        names.add(Character.toLowerCase(name.charAt(3)) + name.substring(4));
      }
    }
    return names;
  }
}
