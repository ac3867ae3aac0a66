package io.dromedary.delivery;

import static io.dromedary.CoreRoutes.body;
import static io.dromedary.CoreRoutes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.CoreRoutes;
import io.dromedary.CoreRoutes.Target;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What travels with a delivery: body and headers as they are at the step that names the target. */
class SnapshotRouteTest {
  private static final String CHANGE_AND_DELIVER =
      """
      - process:
          ref: change
      - to:
          uri: delivery:a
      """;

  private CoreRoutes routes;
  private Target a;

  @BeforeEach
  void open(@TempDir Path folder) {
    routes = new CoreRoutes(folder);
    a = routes.target("a");
  }

  @AfterEach
  void close() {
    routes.close();
  }

  private void change(Processor change) throws Exception {
    start(change, CHANGE_AND_DELIVER);
  }

  private void start(Processor change, String dispatch) throws Exception {
    routes.bind("change", change).dispatch(dispatch).start();
    routes.accept("m1");
  }

  private static Processor setBody(@Nullable Object body) {
    return exchange -> exchange.getMessage().setBody(body);
  }

  private String delivered() {
    Object body = a.one().getMessage().getBody();
    assertThat(body).isInstanceOf(byte[].class);
    return new String((byte[]) body, StandardCharsets.UTF_8);
  }

  @Test
  void theSignedBytesAreReferredToAndNotCopied() throws Exception {
    change(exchange -> {});

    assertThat(delivered()).isEqualTo(body("m1"));
    assertThat(routes.delivery("m1", "a").body()).isNull();
    assertThat(routes.delivery("m1", "a").headers()).isNull();
  }

  @Test
  void textTravelsAsUtf8() throws Exception {
    change(setBody("gr\u00fc\u00dfe \ud83d\udc2a"));

    assertThat(delivered()).isEqualTo("gr\u00fc\u00dfe \ud83d\udc2a");
  }

  @Test
  void anEmptyTextIsNotTheSignedBytes() throws Exception {
    change(setBody(""));

    assertThat(delivered()).isEmpty();
  }

  @Test
  void aMapTravelsAsJson() throws Exception {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", 1);
    map.put("b", List.of("x", true));
    change(setBody(map));

    assertThat(delivered()).isEqualTo("{\"a\":1,\"b\":[\"x\",true]}");
  }

  @Test
  void aListTravelsAsJson() throws Exception {
    change(setBody(List.of(1, Map.of("x", 2))));

    assertThat(delivered()).isEqualTo("[1,{\"x\":2}]");
  }

  @Test
  void aJsonNodeTravelsAsJson() throws Exception {
    change(setBody(new ObjectMapper().readTree("{\"n\":1.50}")));

    assertThat(new ObjectMapper().readTree(delivered()))
        .isEqualTo(new ObjectMapper().readTree("{\"n\":1.5}"));
  }

  @Test
  void aStreamReachesEveryTargetInFull() throws Exception {
    Target b = routes.target("b");
    start(
        setBody(new ByteArrayInputStream(utf8("streamed"))),
        CHANGE_AND_DELIVER
            + """
              - to:
                  uri: delivery:b
              """);

    assertThat(delivered()).isEqualTo("streamed");
    assertThat(b.one().getMessage().getBody(String.class)).isEqualTo("streamed");
  }

  @Test
  void noBodyFailsTheRunWithASentence() throws Exception {
    change(setBody(null));

    assertThat(routes.failedRun("m1").reason()).contains("delivery:a").contains("no body");
  }

  @Test
  void aBodyThatCannotBecomeBytesFailsTheRunWithASentence() throws Exception {
    change(setBody(new Thread("no body at all")));

    assertThat(routes.failedRun("m1").reason())
        .contains("delivery:a")
        .contains("java.lang.Thread")
        .contains("cannot become bytes");
    assertThat(routes.deliveries("m1")).isEmpty();
  }

  @Test
  void aMapThatJsonCannotExpressFailsTheRunWithASentence() throws Exception {
    change(setBody(Map.of("x", new Object())));

    assertThat(routes.failedRun("m1").reason())
        .contains("delivery:a")
        .contains("cannot become bytes");
  }

  @Test
  void whatTheRouteDoesAfterTheStepDoesNotChangeTheDelivery() throws Exception {
    byte[] made = utf8("made");
    routes.bind(
        "later",
        exchange -> {
          made[0] = 'f';
          exchange.getMessage().setBody("other");
          exchange.getMessage().setHeader("x", "later");
        });
    start(
        exchange -> {
          exchange.getMessage().setBody(made);
          exchange.getMessage().setHeader("x", "then");
        },
        CHANGE_AND_DELIVER
            + """
              - process:
                  ref: later
              """);

    assertThat(delivered()).isEqualTo("made");
    assertThat(a.one().getMessage().getHeader("x")).isEqualTo("then");
  }

  @Test
  void namingATargetLeavesTheExchangeAsItIs() throws Exception {
    List<Map<String, Object>> headers = new CopyOnWriteArrayList<>();
    List<Object> bodies = new CopyOnWriteArrayList<>();
    Map<String, Object> map = Map.of("x", 1);
    Processor look =
        exchange -> {
          headers.add(new HashMap<>(exchange.getMessage().getHeaders()));
          bodies.add(exchange.getMessage().getBody());
        };
    routes.bind("look", look);
    start(
        setBody(map),
        """
        - process:
            ref: change
        - process:
            ref: look
        - to:
            uri: delivery:a
        - process:
            ref: look
        """);
    a.one();

    assertThat(bodies).hasSize(2);
    assertThat(bodies.get(1)).isSameAs(map);
    assertThat(headers.get(1)).isEqualTo(headers.get(0));
  }

  @Test
  void headersThatAreTextNumberOrBooleanTravelAsTheyAre() throws Exception {
    Map<String, Object> headers =
        Map.of(
            "text",
            "gr\u00fc\u00dfe \"quoted\"",
            "int",
            7,
            "long",
            7L,
            "large",
            Long.MAX_VALUE,
            "double",
            1.5,
            "exact",
            new BigDecimal("1234567890.12345678901234567890"),
            "yes",
            true,
            "no",
            false);
    change(exchange -> headers.forEach(exchange.getMessage()::setHeader));

    Exchange exchange = a.one();
    headers.forEach(
        (name, value) ->
            assertThat(exchange.getMessage().getHeader(name))
                .as(name)
                .isEqualTo(value)
                .hasSameClassAs(value));
  }

  @Test
  void headersOfCamelAndOtherObjectsDoNotTravel() throws Exception {
    change(
        exchange -> {
          exchange.getMessage().setHeader("CamelFileName", "../../etc/passwd");
          exchange.getMessage().setHeader("camelSqlQuery", "drop table event");
          exchange.getMessage().setHeader("object", new Object());
          exchange.getMessage().setHeader("list", List.of("x"));
          exchange.getMessage().setHeader("kept", "yes");
          exchange.setProperty("property", "no");
          exchange.setVariable("variable", "no");
        });

    Exchange exchange = a.one();
    assertThat(exchange.getMessage().getHeaders())
        .containsEntry("kept", "yes")
        .doesNotContainKeys("CamelFileName", "camelSqlQuery", "object", "list");
    assertThat(exchange.getProperty("property")).isNull();
    assertThat(exchange.getVariable("variable")).isNull();
    assertThat(routes.delivery("m1", "a").headers()).isEqualTo("{\"kept\":\"yes\"}");
  }

  @Test
  void headersOfTheCallbackRequestDoNotTravel() throws Exception {
    change(exchange -> {});

    assertThat(a.one().getMessage().getHeaders())
        .as("set by the request")
        .doesNotContainKeys("X-Inbound", "Signature");
  }

  @Test
  void headersOfEightKibibytesTravelAndMoreFailTheRunWithASentence() throws Exception {
    // {"x":"..."} has 8 characters around the value.
    routes.bind(
        "byEvent",
        exchange -> {
          int size =
              "fits".equals(exchange.getMessage().getHeader("CamelInboxEventId")) ? 8184 : 8185;
          exchange.getMessage().setHeader("x", "x".repeat(size));
        });
    routes
        .dispatch(
            """
            - process:
                ref: byEvent
            - to:
                uri: delivery:a
            """)
        .start();
    routes.accept("fits");
    routes.accept("toolarge");

    assertThat(routes.settled("fits").state()).isEqualTo("routed");
    assertThat(routes.failedRun("toolarge").reason())
        .contains("delivery:a")
        .contains("8193 bytes of headers")
        .contains("[x]");
    assertThat(routes.deliveries("toolarge")).isEmpty();
  }
}
