package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The shipped route files load, are written in one form, and fit together. */
class ShippedRoutesFormTest {
  /** What leads an event to its targets; the targets have tests of their own. */
  private static final List<String> FOLDERS = List.of("callbacks", "dispatch", "domains");

  private static final Set<String> LANGUAGES =
      Set.of(
          "simple",
          "constant",
          "header",
          "exchangeProperty",
          "variable",
          "method",
          "language",
          "jq",
          "jsonpath",
          "tokenize");

  @Test
  void everyFileSaysAtItsHeadWhatItIsForAndWhatToEdit() throws Exception {
    for (String folder : FOLDERS) {
      for (Path file : ShippedRoutes.files(folder)) {
        assertThat(Files.readString(file))
            .as(file.toString())
            .startsWith("# ")
            .contains("\n# Edit: ");
      }
    }
  }

  @Test
  void everyFileIsWrittenInTheCanonicalForm() throws Exception {
    for (Path file : ShippedRoutes.files("")) {
      assertThat(departuresFromCanonicalForm(file)).as(file.toString()).isEmpty();
    }
  }

  @Test
  void everyRouteIsNamedAfterItsFileAndNoNameIsTakenTwice() throws Exception {
    Map<String, String> filesById = new HashMap<>();
    for (String folder : FOLDERS) {
      for (Path file : ShippedRoutes.files(folder)) {
        for (RouteDefinition route : ShippedRoutes.model(file)) {
          String other = filesById.put(route.getRouteId(), ShippedRoutes.name(file));
          assertThat(other).as("another file with a route %s", route.getRouteId()).isNull();
        }
      }
    }

    Map<String, String> expected = new HashMap<>();
    for (String source : ShippedRoutes.SOURCES) {
      expected.put(source + "-callback", "callbacks/" + source);
      expected.put(source + "-dispatch", "dispatch/" + source);
      for (String domain : domainsAndOtherwise(source)) {
        expected.put(source + "-" + domain, "domains/" + source + "/" + domain);
      }
    }
    expected.put("aps-callback-by-path", "callbacks/aps");
    assertThat(filesById).isEqualTo(expected);
  }

  @Test
  void everyCallbackRouteVerifiesBeforeItKeepsAndKeepsLast() throws Exception {
    Map<String, String> paths = new HashMap<>();
    for (String source : ShippedRoutes.SOURCES) {
      for (RouteDefinition route : ShippedRoutes.model(ShippedRoutes.file("callbacks/" + source))) {
        paths.put(route.getRouteId(), route.getInput().getEndpointUri());
        List<ProcessorDefinition<?>> steps = route.getOutputs();
        assertThat(steps).as(route.getRouteId()).hasSize(2);
        assertThat(((ProcessDefinition) steps.get(0)).getRef()).isEqualTo(source + "Signature");
        assertThat(((ToDefinition) steps.get(1)).getEndpointUri()).isEqualTo("inbox:" + source);
      }
    }

    String post = "?httpMethodRestrict=POST";
    assertThat(paths)
        .containsOnly(
            Map.entry("itwin-callback", "platform-http:/callbacks/itwin" + post),
            Map.entry("aps-callback", "platform-http:/callbacks/aps" + post),
            Map.entry(
                "aps-callback-by-path", "platform-http:/callbacks/aps/{system}/{event}" + post));
  }

  @Test
  void everyCallbackFileNamesTheKeyOfItsOwnSecret() throws Exception {
    for (String source : ShippedRoutes.SOURCES) {
      List<?> entries = yaml(ShippedRoutes.file("callbacks/" + source));
      assertThat(entries.get(0))
          .isEqualTo(
              Map.of(
                  "beans",
                  List.of(
                      Map.of(
                          "name",
                          source + "Signature",
                          "type",
                          "io.dromedary.signature.SignatureProcessor",
                          "properties",
                          Map.of("scheme", source, "secret", source + ".secret")))));
    }
  }

  @Test
  void dispatchChoosesExactlyTheDomainsThatHaveAFile() throws Exception {
    for (String source : ShippedRoutes.SOURCES) {
      RouteDefinition dispatch = onlyRoute("dispatch/" + source);
      assertThat(dispatch.getInput().getEndpointUri()).isEqualTo("inbox:" + source);
      assertThat(dispatch.getOutputs()).hasSize(1);
      ChoiceDefinition choice = (ChoiceDefinition) dispatch.getOutputs().get(0);

      Map<String, String> chosen = new HashMap<>();
      for (WhenDefinition when : choice.getWhenClauses()) {
        ExpressionDefinition expression = when.getExpression();
        assertThat(expression.getLanguage()).isEqualTo("event");
        chosen.put(expression.getExpression(), onlyUri(when.getOutputs()));
      }
      assertThat(chosen)
          .isEqualTo(
              ShippedRoutes.domains(source).entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          domain -> domain.getKey() + "/*",
                          domain -> "direct:" + source + "-" + domain.getValue())));
      assertThat(onlyUri(choice.getOtherwise().getOutputs()))
          .isEqualTo("direct:" + source + "-otherwise");
    }
  }

  @Test
  void everyDomainRouteNamesExactlyTheFourTargets() throws Exception {
    List<String> targets =
        ShippedRoutes.TARGETS.stream().map(target -> "delivery:" + target).toList();
    for (String source : ShippedRoutes.SOURCES) {
      for (String domain : domainsAndOtherwise(source)) {
        RouteDefinition route = onlyRoute("domains/" + source + "/" + domain);
        assertThat(route.getInput().getEndpointUri()).isEqualTo("direct:" + source + "-" + domain);
        assertThat(new HashSet<>(uris(route.getOutputs())))
            .as(route.getRouteId())
            .containsExactlyInAnyOrderElementsOf(targets);
      }
    }
  }

  private static Set<String> domainsAndOtherwise(String source) {
    Set<String> domains = new TreeSet<>(ShippedRoutes.domains(source).values());
    domains.add("otherwise");
    return domains;
  }

  private static RouteDefinition onlyRoute(String file) throws Exception {
    List<RouteDefinition> routes = ShippedRoutes.model(ShippedRoutes.file(file));
    assertThat(routes).as(file).hasSize(1);
    return routes.get(0);
  }

  private static List<String> uris(List<ProcessorDefinition<?>> steps) {
    return ProcessorDefinitionHelper.filterTypeInOutputs(steps, ToDefinition.class).stream()
        .map(SendDefinition::getEndpointUri)
        .toList();
  }

  private static String onlyUri(List<ProcessorDefinition<?>> steps) {
    List<String> uris = uris(steps);
    assertThat(uris).hasSize(1);
    return uris.get(0);
  }

  private static List<?> yaml(Path file) throws Exception {
    return (List<?>)
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
  }

  /** What a file writes in one of the DSL's short forms; empty when all is written out. */
  static List<String> departuresFromCanonicalForm(Path file) throws Exception {
    List<String> found = new ArrayList<>();
    for (Object entry : yaml(file)) {
      Map<?, ?> top = (Map<?, ?>) entry;
      if (!Set.of("beans").equals(top.keySet()) && !Set.of("route").equals(top.keySet())) {
        found.add("top-level entry other than beans or route: " + top.keySet());
      }
      inspect("", top, found);
    }
    return found;
  }

  private static void inspect(String parent, @Nullable Object node, List<String> found) {
    if (node instanceof List<?> list) {
      for (Object item : list) {
        if (parent.equals("steps") && !(item instanceof Map<?, ?> step && onlyMap(step))) {
          found.add("step that is not written out: " + item);
        }
        inspect(parent, item, found);
      }
    } else if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            String name = String.valueOf(key);
            boolean languageOfLanguage = parent.equals("language") && name.equals("language");
            boolean ofABean = parent.equals("properties");
            if (LANGUAGES.contains(name)
                && !parent.equals("expression")
                && !ofABean
                && !languageOfLanguage) {
              found.add("expression without the word expression: " + name + " in " + parent);
            }
            if (parent.equals("expression") && !(value instanceof Map)) {
              found.add("expression that is not written out: " + name + ": " + value);
            }
            if (name.equals("uri") && String.valueOf(value).contains("?")) {
              found.add("uri with its parameters inside: " + value);
            }
            inspect(name, value, found);
          });
    }
  }

  private static boolean onlyMap(Map<?, ?> step) {
    return step.size() == 1
        && Stream.of(step.values().iterator().next()).allMatch(Map.class::isInstance);
  }
}
