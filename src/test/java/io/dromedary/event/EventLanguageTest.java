package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language in a real YAML route. */
class EventLanguageTest {
  private static final String ROUTE =
      """
      - route:
          id: dispatch
          from:
            uri: direct:dispatch
            steps:
              - choice:
                  when:
                    - expression:
                        language:
                          language: event
                          expression: "%s"
                      steps:
                        - setBody:
                            expression:
                              constant:
                                expression: matched
                  otherwise:
                    steps:
                      - setBody:
                          expression:
                            constant:
                              expression: otherwise
      """;

  private final CamelContext context = new DefaultCamelContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "data/dm.*,   data,    dm.version.added, matched",
    "data/dm.*,   adsk.c4r, dm.version.added, otherwise",
    "data/dm.*,   data,    model.sync,       otherwise",
    "*.added,     data,    dm.version.added, matched",
    "*.added,     ,        dm.version.added, matched",
    "*/*.added,   ,        dm.version.added, otherwise",
    "*,           data,    ,                 otherwise",
    "{{pattern}}, data,    dm.folder.added,  matched",
  })
  void aRouteChoosesBySystemAndEventType(
      String pattern, String system, String eventType, String expected) throws Exception {
    context.getPropertiesComponent().addInitialProperty("pattern", "data/dm.folder.*");
    load(pattern);
    context.start();

    assertThat(dispatched(system, eventType)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data/", "a, b", " "})
  void aBadPatternFailsTheStartOfTheRouteAndSaysWhy(String pattern) {
    assertThatThrownBy(
            () -> {
              load(pattern);
              context.start();
            })
        .rootCause()
        .hasMessageStartingWith("Cannot use '" + pattern.strip() + "' as an event pattern: ");
  }

  @Test
  void asAnExpressionItGivesTrueOrFalse() throws Exception {
    context.start();
    var exchange = context.getEndpoint("direct:x").createExchange();
    exchange.getMessage().setHeader(EventHeaders.EVENT_TYPE, "dm.folder.added");

    var expression = context.resolveLanguage("event").createExpression("*.added");
    expression.init(context);

    assertThat(expression.evaluate(exchange, Object.class)).isEqualTo(true);
    assertThat(expression.evaluate(exchange, String.class)).isEqualTo("true");
    assertThat(expression).hasToString("event(*.added)");
  }

  private void load(String pattern) throws Exception {
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(ResourceHelper.fromString("dispatch.camel.yaml", ROUTE.formatted(pattern)));
  }

  private String dispatched(String system, String eventType) throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.SYSTEM, system);
    headers.put(EventHeaders.EVENT_TYPE, eventType);
    try (ProducerTemplate template = context.createProducerTemplate()) {
      return template.requestBodyAndHeaders("direct:dispatch", "body", headers, String.class);
    }
  }
}
