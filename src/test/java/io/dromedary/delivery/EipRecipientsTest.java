package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.CoreRoutes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipients are collected wherever the route goes while somebody waits for it. */
class EipRecipientsTest {
  private static final String TO_A =
      """
      - route:
          id: inner-a
          from:
            uri: direct:inner-a
            steps:
              - to:
                  uri: delivery:a
      """;
  private CoreRoutes routes;

  @BeforeEach
  void open(@TempDir Path folder) {
    routes = new CoreRoutes(folder);
    for (String name : new String[] {"a", "b", "c"}) {
      routes.target(name);
    }
    routes.yaml(TO_A);
  }

  @AfterEach
  void close() {
    routes.close();
  }

  private void assertRoutedTo(String dispatch, String... targets) throws Exception {
    routes.dispatch(dispatch).start();
    routes.accept("m1");

    CoreRoutes.EventRow event = routes.settled("m1");
    assertThat(event.state()).as("%s", event).isEqualTo("routed");
    assertThat(event.marks()).isNull();
    assertThat(routes.deliveries("m1")).containsOnlyKeys(targets);
    for (String target : targets) {
      routes.delivery("m1", target, "delivered");
    }
  }

  @Test
  void direct() throws Exception {
    assertRoutedTo(
        """
        - to:
            uri: direct:inner-a
        - to:
            uri: delivery:b
        """,
        "a",
        "b");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void multicast(boolean parallel) throws Exception {
    assertRoutedTo(
        """
        - multicast:
            parallelProcessing: %s
            steps:
              - to:
                  uri: direct:inner-a
              - to:
                  uri: delivery:b
              - to:
                  uri: delivery:c
        """
            .formatted(parallel),
        "a",
        "b",
        "c");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void split(boolean parallel) throws Exception {
    assertRoutedTo(
        """
        - split:
            parallelProcessing: %s
            expression:
              tokenize:
                token: ","
                source: header:names
            steps:
              - toD:
                  uri: "delivery:${body}"
        """
            .formatted(parallel)
            .transform(steps -> setNames("a,b") + steps),
        "a",
        "b");
  }

  private static String setNames(String names) {
    return """
        - setHeader:
            name: names
            expression:
              constant:
                expression: "%s"
        """
        .formatted(names);
  }

  @Test
  void recipientList() throws Exception {
    assertRoutedTo(
        """
        - recipientList:
            expression:
              constant:
                expression: "delivery:a,delivery:c"
        """,
        "a",
        "c");
  }

  @Test
  void enrich() throws Exception {
    assertRoutedTo(
        """
        - enrich:
            expression:
              constant:
                expression: direct:inner-a
        - to:
            uri: delivery:b
        """,
        "a",
        "b");
  }

  @Test
  void filterAndChoice() throws Exception {
    assertRoutedTo(
        """
        - filter:
            expression:
              simple:
                expression: "${header.CamelInboxSystem} == 'iModels'"
            steps:
              - to:
                  uri: delivery:a
        - filter:
            expression:
              simple:
                expression: "${header.CamelInboxSystem} == 'forms'"
            steps:
              - to:
                  uri: delivery:b
        - choice:
            when:
              - expression:
                  simple:
                    expression: "${header.CamelInboxDomain} == 'forms'"
                steps:
                  - to:
                      uri: delivery:b
            otherwise:
              steps:
                - to:
                    uri: delivery:c
        """,
        "a",
        "c");
  }

  @Test
  void aPartThatFailsFailsTheRun() throws Exception {
    routes
        .dispatch(
            """
            - multicast:
                parallelProcessing: true
                steps:
                  - to:
                      uri: delivery:a
                  - process:
                      ref: boom
            """)
        .start();
    routes.accept("m1");

    assertThat(routes.failedRun("m1").reason()).contains("boom");
    assertThat(routes.deliveries("m1")).isEmpty();
  }

  @Test
  void aPartThatRollsBackFailsTheRun() throws Exception {
    routes
        .dispatch(
            """
            - multicast:
                steps:
                  - to:
                      uri: delivery:a
                  - rollback:
                      message: rolled back in a part
            """)
        .start();
    routes.accept("m1");

    assertThat(routes.failedRun("m1").state()).isEqualTo("accepted");
    assertThat(routes.deliveries("m1")).isEmpty();
  }
}
