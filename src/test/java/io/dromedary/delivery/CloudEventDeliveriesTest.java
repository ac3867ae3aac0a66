package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.dromedary.CoreRoutes;
import io.dromedary.CoreRoutes.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that asks for CloudEvents gets them, at each attempt; the store keeps the event. */
class CloudEventDeliveriesTest {
  private static final String TO_A =
      """
      - to:
          uri: delivery:a
      """;

  private CoreRoutes routes;

  @BeforeEach
  void open(@TempDir Path folder) {
    routes = new CoreRoutes(folder);
  }

  @AfterEach
  void close() {
    routes.close();
  }

  @Test
  void eachAttemptMakesTheSameCloudEventAndNothingOfItIsKept() throws Exception {
    Target a = routes.target("a", "cloudEvents: structured");
    a.does(
        exchange -> {
          if (a.received().size() < 3) {
            throw new IllegalStateException("not yet");
          }
        });
    routes.dispatch(TO_A).start();
    routes.accept("m-1");

    CoreRoutes.DeliveryRow row = routes.delivery("m-1", "a", "delivered");
    assertThat(row.body()).isNull();
    assertThat(row.headers()).isNull();
    assertThat(a.received())
        .hasSize(3)
        .extracting(exchange -> exchange.getMessage().getBody(String.class))
        .containsOnly(a.one().getMessage().getBody(String.class));
    CloudEvent event = read(a.one());
    assertThat(event.getId()).isEqualTo("m-1");
    assertThat(event.getSubject()).isEqualTo("twin-1");
    assertThat(data(event)).isEqualTo(CoreRoutes.body("m-1"));
  }

  @Test
  void theSubjectOfABodyThatARouteMadeIsThatOfTheSignedOne() throws Exception {
    Target a = routes.target("a", "cloudEvents: binary");
    routes
        .dispatch(
            """
            - setBody:
                expression:
                  constant:
                    expression: "<deleted/>"
            - setHeader:
                name: Content-Type
                expression:
                  constant:
                    expression: application/xml
            """
                + TO_A)
        .start();
    routes.accept("m-1");

    Exchange seen = a.one();
    assertThat(seen.getMessage().getBody(String.class)).isEqualTo("<deleted/>");
    assertThat(seen.getMessage().getHeaders())
        .containsEntry("ce-id", "m-1")
        .containsEntry("ce-subject", "twin-1")
        .containsEntry("Content-Type", "application/xml");
  }

  @Test
  void whatADispatchRouteWrappedIsNotWrappedAgainByTheTarget() throws Exception {
    Target a = routes.target("a", "cloudEvents: structured");
    Target b = routes.target("b", "cloudEvents: structured");
    routes
        .dispatch(
            """
            - multicast:
                steps:
                  - pipeline:
                      steps:
                        - transformDataType:
                            toType: cloudevents:structured
                        - to:
                            uri: delivery:a
                  - pipeline:
                      steps:
                        - transformDataType:
                            toType: cloudevents:binary
                        - to:
                            uri: delivery:b
            """)
        .start();
    routes.accept("m-1");

    assertThat(data(read(a.one()))).isEqualTo(CoreRoutes.body("m-1"));
    assertThat(b.one().getMessage().getBody(String.class)).isEqualTo(CoreRoutes.body("m-1"));
    assertThat(b.one().getMessage().getHeader("ce-type")).isEqualTo("iModels.iModelDeleted.v1");
  }

  @Test
  void aHeaderThatIsNoAttributeFailsTheAttemptByItsName() throws Exception {
    routes.target("a", "cloudEvents: binary");
    routes
        .dispatch(
            """
            - setHeader:
                name: ce-Two_Words
                expression:
                  constant:
                    expression: "x"
            """
                + TO_A)
        .start();
    routes.accept("m-1");

    await()
        .atMost(CoreRoutes.BOUND)
        .untilAsserted(
            () ->
                assertThat(routes.delivery("m-1", "a").reason())
                    .contains("a route set header ce-two_words"));
  }

  @Test
  void aTypeThatIsNoneIsRefusedAtTheStart() {
    routes.target("a");
    routes.dispatch(
        """
        - transformDataType:
            toType: cloudevents:xml
        """
            + TO_A);

    assertThatThrownBy(() -> routes.start()).hasStackTraceContaining("cloudevents:xml");
  }

  @Test
  void anOptionThatIsNoChoiceIsRefusedAtTheStart() {
    routes.target("a", "cloudEvents: json");

    assertThatThrownBy(() -> routes.start())
        .hasStackTraceContaining(
            "delivery:a: option cloudEvents is json; it must be off, structured or binary");
  }

  private static CloudEvent read(Exchange exchange) {
    assertThat(exchange.getMessage().getHeader("Content-Type"))
        .isEqualTo("application/cloudevents+json");
    return new JsonFormat().deserialize(exchange.getMessage().getBody(byte[].class));
  }

  private static String data(CloudEvent event) {
    return new String(Objects.requireNonNull(event.getData()).toBytes(), StandardCharsets.UTF_8);
  }
}
