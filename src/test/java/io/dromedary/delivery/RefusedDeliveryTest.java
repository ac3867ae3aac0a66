package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.CoreRoutes;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.processor.aggregate.UseLatestAggregationStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nobody waits for the step that names a target, it is refused with a sentence. */
class RefusedDeliveryTest {
  /** Names target a, and tells what comes of it. */
  private static final String DELIVER =
      """
      - doTry:
          steps:
            - to:
                uri: delivery:a
          doCatch:
            - exception:
                - java.lang.Exception
              steps:
                - process:
                    ref: refusal
      """;

  private static final String SECOND_ROUTE =
      """
      - route:
          id: second
          from:
            uri: %s
            steps:
      """;

  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private CoreRoutes routes;

  @BeforeEach
  void open(@TempDir Path folder) {
    routes = new CoreRoutes(folder);
    routes.target("a");
    routes.bind(
        "refusal",
        exchange ->
            refusals.add(
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class).getMessage()));
  }

  @AfterEach
  void close() {
    routes.close();
  }

  private void second(String uri) {
    routes.yaml(SECOND_ROUTE.formatted(uri) + DELIVER.indent(8));
  }

  private String refusal() {
    await().atMost(CoreRoutes.BOUND).until(() -> !refusals.isEmpty());
    return refusals.get(0);
  }

  private void assertRefused(String why) {
    assertThat(refusal()).contains("delivery:a").contains(why);
    routes.settled("m1");
    assertThat(routes.deliveries("m1")).isEmpty();
  }

  @Test
  void behindAWireTap() throws Exception {
    second("direct:second");
    routes
        .dispatch(
            """
            - wireTap:
                uri: direct:second
            """)
        .start();
    routes.accept("m1");

    assertRefused("wireTap");
  }

  @Test
  void theRouteItselfStillDeliversAfterAWireTap() throws Exception {
    second("direct:second");
    routes
        .dispatch(
            """
            - wireTap:
                uri: direct:second
            - to:
                uri: delivery:a
            """)
        .start();
    routes.accept("m1");

    assertThat(refusal()).contains("wireTap");
    assertThat(routes.settled("m1").state()).isEqualTo("routed");
    assertThat(routes.deliveries("m1")).containsOnlyKeys("a");
  }

  @Test
  void aWireTapThatFailsIsNoFailureOfTheRun() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    routes.bind("tapFailed", exchange -> failed.countDown());
    routes.bind("untilTapFailed", exchange -> failed.await(20, TimeUnit.SECONDS));
    routes.yaml(
        SECOND_ROUTE.formatted("direct:second")
            + """
              - doTry:
                  steps:
                    - process:
                        ref: boom
                  doCatch:
                    - exception:
                        - java.lang.Exception
                      steps:
                        - process:
                            ref: tapFailed
              """
                .indent(8));
    routes
        .dispatch(
            """
            - wireTap:
                uri: direct:second
            - process:
                ref: untilTapFailed
            - to:
                uri: delivery:a
            """)
        .start();
    routes.accept("m1");

    assertThat(routes.settled("m1").marks()).isNull();
  }

  @Test
  void behindSeda() throws Exception {
    second("seda:second");
    routes
        .dispatch(
            """
            - to:
                uri: seda:second
            """)
        .start();
    routes.accept("m1");

    assertRefused("does not come from an inbox");
  }

  @Test
  void behindAnAggregate() throws Exception {
    routes.context().getRegistry().bind("useLatest", new UseLatestAggregationStrategy());
    routes
        .dispatch(
            """
            - aggregate:
                aggregationStrategy: useLatest
                completionSize: 1
                correlationExpression:
                  constant:
                    expression: "true"
                steps:
            """
                + DELIVER.indent(6))
        .start();
    routes.accept("m1");

    assertRefused("aggregate");
  }

  @Test
  void inAnOnCompletion() throws Exception {
    routes.global(
        """
        - onCompletion:
            steps:
        """
            + DELIVER.indent(6));
    routes
        .dispatch(
            """
            - log:
                message: routed
            """)
        .start();
    routes.accept("m1");

    assertRefused("onCompletion");
  }

  @Test
  void inAPartOfAMulticastThatCameTooLate() throws Exception {
    CountDownLatch settled = new CountDownLatch(1);
    routes.bind("untilSettled", exchange -> settled.await(20, TimeUnit.SECONDS));
    routes
        .dispatch(
            """
            - multicast:
                parallelProcessing: true
                timeout: "100"
                steps:
                  - to:
                      uri: direct:late
            """)
        .yaml(
            """
            - route:
                id: late
                from:
                  uri: direct:late
                  steps:
                    - process:
                        ref: untilSettled
            """
                + DELIVER.indent(8))
        .start();
    routes.accept("m1");
    routes.settled("m1");
    settled.countDown();

    assertRefused("settled");
  }

  @Test
  void onAnExchangeThatSomebodyElseSent() throws Exception {
    second("direct:second");
    routes
        .dispatch(
            """
            - log:
                message: nothing
            """)
        .start();

    routes.send("direct:second", "{}", null);

    assertThat(refusal()).contains("delivery:a").contains("does not come from an inbox");
    assertThat(routes.store().pendingDeliveries()).doesNotContainKey("a");
  }

  @Test
  void onATimer() throws Exception {
    second("timer:second?repeatCount=1&delay=0");
    routes.start();

    assertThat(refusal()).contains("delivery:a").contains("does not come from an inbox");
  }

  @Test
  void onADelivery() throws Exception {
    routes.yaml(SECOND_ROUTE.formatted("delivery:b") + DELIVER.indent(8));
    routes
        .dispatch(
            """
            - to:
                uri: delivery:b
            """)
        .start();
    routes.accept("m1");

    assertThat(refusal()).contains("delivery:a").contains("does not come from an inbox");
    assertThat(routes.deliveries("m1")).containsOnlyKeys("b");
  }
}
