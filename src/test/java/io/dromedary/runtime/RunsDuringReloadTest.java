package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of events and attempts of deliveries that are under way while their route is replaced. */
@SuppressWarnings("NullAway.Init")
class RunsDuringReloadTest {
  private static final SentEvent ISSUE = SentEvent.ofType("issues.issueCreated.v1");
  private static final String ISSUES = "domains/itwin/issues.camel.yaml";
  private static final String ARCHIVE = "targets/archive.camel.yaml";

  @TempDir private Path folder;
  private RunningDromedary dromedary;
  private EditedRoutes routes;

  @BeforeEach
  void start() throws Exception {
    Waiting.inside = new CountDownLatch(1);
    Waiting.goOn = new CountDownLatch(1);
    Path copy = RunningDromedary.copyOfRoutes(folder.resolve("routes"));
    dromedary = RunningDromedary.in(folder).routes(copy).start();
    routes = new EditedRoutes(copy, dromedary.dromedary());
  }

  @AfterEach
  void stop() {
    Waiting.goOn.countDown();
    dromedary.close();
  }

  /** A step that takes as long as the test wants. */
  public static final class Waiting implements Processor {
    static volatile CountDownLatch inside = new CountDownLatch(1);
    static volatile CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void process(Exchange exchange) throws Exception {
      inside.countDown();
      if (!goOn.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let it go on");
      }
    }
  }

  private static String withWaiting(String file) {
    return "- beans:\n    - name: waiting\n      type: "
        + Waiting.class.getName()
        + "\n"
        + file.replaceFirst("steps:\n", "steps:\n        - process:\n            ref: waiting\n");
  }

  @Test
  void aRunIsFinishedInTheRouteInWhichItBegan() throws Exception {
    String before = routes.text(ISSUES);
    routes.write(ISSUES, withWaiting(before));
    routes.awaitGeneration(2);
    assertThat(dromedary.itwin().send(ISSUE.body()).statusCode()).isEqualTo(200);
    assertThat(Waiting.inside.await(20, TimeUnit.SECONDS)).isTrue();

    routes.write(ISSUES, before.replace("uri: delivery:archive", "uri: direct:itwin-forms"));
    assertThat(dromedary.itwin().send(SentEvent.ofType("forms.formCreated.v1").body()).statusCode())
        .as("callbacks are taken while a run is waited for")
        .isEqualTo(200);
    Waiting.goOn.countDown();
    routes.awaitGeneration(3);

    dromedary.awaitDelivered();
    assertThat(dromedary.stored().events())
        .hasSize(2)
        .allMatch(event -> event.state().equals("routed"));
    assertThat(dromedary.metrics().body()).doesNotContain("dromedary_routing_failed");
  }

  @Test
  void anAttemptIsFinishedInTheRouteInWhichItBegan() throws Exception {
    String before = routes.text(ARCHIVE);
    routes.write(ARCHIVE, withWaiting(before));
    routes.awaitGeneration(2);
    assertThat(dromedary.itwin().send(ISSUE.body()).statusCode()).isEqualTo(200);
    assertThat(Waiting.inside.await(20, TimeUnit.SECONDS)).isTrue();

    routes.write(ARCHIVE, before.replace("concurrency: 8", "concurrency: 2"));
    Waiting.goOn.countDown();
    routes.awaitGeneration(3);

    dromedary.awaitDelivered();
    assertThat(attempts("archive")).containsExactly("delivered");
  }

  @Test
  void anAttemptThatHangsIsInterruptedAndNotCounted() throws Exception {
    String before = routes.text(ARCHIVE);
    routes.write(ARCHIVE, withWaiting(before));
    routes.awaitGeneration(2);
    assertThat(dromedary.itwin().send(ISSUE.body()).statusCode()).isEqualTo(200);
    assertThat(Waiting.inside.await(20, TimeUnit.SECONDS)).isTrue();

    routes.write(ARCHIVE, before);
    await().atMost(EditedRoutes.SOON).until(() -> routes.generation() == 3);

    dromedary.awaitDelivered();
    try (Connection connection = dromedary.stored().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select state, attempts from delivery where target = 'archive'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("delivered");
    }
  }

  private List<String> attempts(String target) throws Exception {
    try (Connection connection = dromedary.stored().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select a.decision from attempt a join delivery d on d.id = a.delivery_id where"
                    + " d.target = '"
                    + target
                    + "' order by a.number")) {
      List<String> decisions = new ArrayList<>();
      while (row.next()) {
        decisions.add(row.getString(1));
      }
      return decisions;
    }
  }
}
