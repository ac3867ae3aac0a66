package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our Kamelets have the form of those in Camel's catalogue, by the rules of its own validator; and
 * the sinks do what the shipped target routes do.
 */
class KameletFormTest {
  private static final Path FOLDER = Path.of("src/main/resources/kamelets");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String ICON = "data:image/svg+xml;base64,";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\??)([^{}]+)}}");

  static Stream<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  @Test
  void theseAreThere() throws Exception {
    assertThat(files().map(file -> file.getFileName().toString().replace(".kamelet.yaml", "")))
        .containsExactly(
            "aps-source",
            "dromedary-archive-sink",
            "dromedary-bus-sink",
            "dromedary-partner-sink",
            "dromedary-warehouse-sink",
            "itwin-source",
            "webhook-hmac-source");
  }

  @ParameterizedTest
  @MethodSource("files")
  void theHeadIsThatOfAKamelet(Path file) throws Exception {
    JsonNode kamelet = YAML.readTree(file.toFile());
    String name = kamelet.at("/metadata/name").asText();
    String type = label(kamelet, "labels", "kamelet.type");

    assertThat(kamelet.path("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
    assertThat(kamelet.path("kind").asText()).isEqualTo("Kamelet");
    assertThat(file).hasFileName(name + ".kamelet.yaml");
    assertThat(type).isIn("source", "sink", "action");
    assertThat(name).matches("[a-z][a-z0-9-]*").endsWith("-" + type);
    assertThat(label(kamelet, "annotations", "provider")).isEqualTo("Dromedary");
    assertThat(label(kamelet, "annotations", "kamelet.support.level"))
        .isIn("Preview", "Stable", "Deprecated");
    assertThat(label(kamelet, "annotations", "catalog.version"))
        .isEqualTo(new DefaultCamelContext().getVersion());
    assertThat(label(kamelet, "annotations", "kamelet.group")).isNotBlank();
    assertThat(label(kamelet, "annotations", "kamelet.namespace")).isNotBlank();
    assertThat(kamelet.at("/spec/definition/title").asText()).isNotBlank();
    assertThat(kamelet.at("/spec/definition/description").asText()).isNotBlank();
    assertThat(kamelet.at("/spec/definition/type").asText()).isEqualTo("object");
    assertThat(kamelet.at("/spec/dependencies"))
        .extracting(JsonNode::asText)
        .contains("camel:kamelet")
        .allMatch(dependency -> dependency.matches("camel:[a-z-]+|mvn:[^:]+:[^:]+:[^:]+"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void theIconIsAPicture(Path file) throws Exception {
    String icon = label(YAML.readTree(file.toFile()), "annotations", "kamelet.icon");

    assertThat(icon).startsWith(ICON);
    byte[] svg = Base64.getDecoder().decode(icon.substring(ICON.length()));
    var parsed =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new java.io.ByteArrayInputStream(svg));
    assertThat(parsed.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(new String(svg, StandardCharsets.UTF_8)).doesNotContain("script", "href");
  }

  @ParameterizedTest
  @MethodSource("files")
  void eachPropertyIsDescribedAndRequiredOrOptional(Path file) throws Exception {
    JsonNode definition = YAML.readTree(file.toFile()).at("/spec/definition");
    Set<String> required = new TreeSet<>();
    definition.path("required").forEach(name -> required.add(name.asText()));
    Set<String> names = new TreeSet<>();

    definition
        .path("properties")
        .properties()
        .forEach(
            entry -> {
              JsonNode property = entry.getValue();
              names.add(entry.getKey());
              assertThat(property.path("title").asText()).as(entry.getKey()).isNotBlank();
              assertThat(property.path("description").asText())
                  .as(entry.getKey())
                  .isNotBlank()
                  .endsWith(".");
              assertThat(property.path("type").asText())
                  .as(entry.getKey())
                  .isIn("string", "integer", "number", "boolean");
              assertThat(required.contains(entry.getKey()) && property.has("default"))
                  .as("%s is required and has a default", entry.getKey())
                  .isFalse();
              assertThat(property.has("default") || property.has("example"))
                  .as("%s has neither default nor example", entry.getKey())
                  .isTrue();
              if (property.has("pattern")) {
                for (String one : List.of("default", "example")) {
                  assertThat(property.path(one).asText(""))
                      .as(entry.getKey())
                      .matches(
                          "|.*" + property.path("pattern").asText().replaceAll("^\\^|\\$$", ""));
                }
              }
              if (property.has("enum") && property.has("default")) {
                assertThat(property.path("enum")).contains(property.path("default"));
              }
            });
    assertThat(names).containsAll(required);
  }

  @ParameterizedTest
  @MethodSource("files")
  void eachPropertyIsUsedAndNoOtherIsNamed(Path file) throws Exception {
    JsonNode kamelet = YAML.readTree(file.toFile());
    JsonNode definition = kamelet.at("/spec/definition");
    Set<String> required = new TreeSet<>();
    definition.path("required").forEach(name -> required.add(name.asText()));
    Set<String> beans = new TreeSet<>();
    kamelet.at("/spec/template/beans").forEach(bean -> beans.add(bean.path("name").asText()));
    TreeMap<String, Boolean> optional = new TreeMap<>();
    Matcher placeholder = PLACEHOLDER.matcher(kamelet.at("/spec/template").toString());
    while (placeholder.find()) {
      optional.merge(placeholder.group(2), !placeholder.group(1).isEmpty(), Boolean::logicalAnd);
    }
    optional.keySet().removeAll(beans);

    Set<String> names = new TreeSet<>();
    definition.path("properties").fieldNames().forEachRemaining(names::add);
    assertThat(optional.keySet()).isEqualTo(names);
    optional.forEach(
        (name, isOptional) ->
            assertThat(isOptional)
                .as("{{?%s}}", name)
                .isEqualTo(
                    !required.contains(name)
                        && !definition.path("properties").path(name).has("default")));
  }

  /**
   * One without a value is looked up in the environment by Camel, and PREFIX or SYSTEM are there.
   */
  @ParameterizedTest
  @MethodSource("files")
  void noOptionalPropertyHasANameThatAVariableOfTheEnvironmentMayHave(Path file) throws Exception {
    Matcher optional = Pattern.compile("\\{\\{\\?([^{}]+)}}").matcher(Files.readString(file));
    while (optional.find()) {
      assertThat(optional.group(1)).matches("[a-z]+[A-Z].*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"archive", "bus", "partner", "warehouse"})
  void aSinkDoesWhatTheShippedTargetRouteDoes(String target) throws Exception {
    JsonNode kamelet =
        YAML.readTree(FOLDER.resolve("dromedary-" + target + "-sink.kamelet.yaml").toFile());
    JsonNode shipped = YAML.readTree(Path.of("routes/targets/" + target + ".camel.yaml").toFile());
    JsonNode properties = kamelet.at("/spec/definition/properties");

    assertThat(ofKamelet(kamelet.at("/spec/template/from/steps"), properties))
        .isEqualTo(ofRoute(shipped.at("/1/route/from/steps"), target));
    List<String> shippedBeans = new ArrayList<>();
    shipped
        .at("/0/beans")
        .forEach(
            bean -> {
              // The pool is a bean of the route: delivery: makes its batches of it.
              if (!bean.path("name").asText().equals("warehouse")) {
                shippedBeans.add(ofRoute(bean, target));
              }
            });
    assertThat(
            StreamSupport.stream(kamelet.at("/spec/template/beans").spliterator(), false)
                .map(bean -> ofKamelet(bean, properties)))
        .containsExactlyElementsOf(shippedBeans);
  }

  private static String ofRoute(JsonNode node, String target) {
    return node.toString()
        .replaceAll("\\{\\{dromedary\\.data:data}}", "data")
        .replaceAll("\\{\\{dromedary\\.target\\." + target + "\\.(\\w+)(:[^{}]*)?}}", "{{$1}}")
        .replaceAll("\"(\\{\\{\\w+}})\"", "$1");
  }

  private static String ofKamelet(JsonNode node, JsonNode properties) {
    return node.toString()
        .replace("#class:", "")
        .replace("jdbc:{{dataSource}}", "jdbc:warehouse")
        .replaceAll("#bean:\\{\\{(\\w+)}}", "#$1")
        .replaceAll("\"ref\":\"\\{\\{(\\w+)}}\"", "\"ref\":\"$1\"")
        .replace("{{prefix}}", properties.at("/prefix/default").asText())
        .replace("\"{{statement}}\"", properties.at("/statement/default").toString())
        .replaceAll("\"(\\{\\{\\w+}})\"", "$1");
  }

  private static String label(JsonNode kamelet, String kind, String name) {
    return kamelet.path("metadata").path(kind).path("camel.apache.org/" + name).asText();
  }
}
