package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred edits, good and bad, with callbacks flowing. */
@SuppressWarnings("NullAway.Init")
class ManyReloadsTest {
  private static final int ROUNDS = 17;
  private static final int SENDERS = 4;
  private static final String ISSUES = "domains/itwin/issues.camel.yaml";
  private static final String ITWIN = "callbacks/itwin.camel.yaml";
  private static final String ARCHIVE = "targets/archive.camel.yaml";
  private static final String EXTRA = "targets/extra/audit.camel.yaml";
  private static final String AUDIT =
      """
      - beans:
          - name: auditTrail
            type: io.dromedary.runtime.CountingBean
      - route:
          id: audit
          from:
            uri: delivery:audit
            steps:
              - process:
                  ref: auditTrail
      """;

  @TempDir private Path folder;
  private RunningDromedary dromedary;
  private EditedRoutes routes;
  private long generation = 1;

  @BeforeEach
  void start() throws Exception {
    Path copy = RunningDromedary.copyOfRoutes(folder.resolve("routes"));
    dromedary = RunningDromedary.in(folder).routes(copy).with("dromedary.reload=40ms").start();
    routes = new EditedRoutes(copy, dromedary.dromedary());
  }

  @AfterEach
  void stop() {
    dromedary.close();
  }

  @Test
  void loseNothingRefuseNothingAndLeaveNothingBehind() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    List<Future<List<Integer>>> sending = new ArrayList<>();
    Map<String, Integer> before;
    Map<String, Integer> after;
    try {
      for (int i = 0; i < SENDERS; i++) {
        sending.add(senders.submit(() -> send(done)));
      }
      edits();
      before = counts();
      for (int i = 1; i < ROUNDS; i++) {
        edits();
      }
      after = counts();
    } finally {
      done.set(true);
      senders.shutdown();
    }
    int sent = 0;
    for (Future<List<Integer>> sender : sending) {
      List<Integer> answers = sender.get(30, TimeUnit.SECONDS);
      sent += answers.size();
      assertThat(answers).containsOnly(200);
    }
    assertThat(sent).isGreaterThan(500);
    assertThat(after).isEqualTo(before);

    // What a target was to get that is gone waits for it.
    routes.write(EXTRA, AUDIT);
    next();
    dromedary.awaitDelivered();
    assertThat(dromedary.metrics().body())
        .as("no run and no attempt has failed because of it")
        .doesNotContain("dromedary_routing_failed")
        .contains("dromedary_failed_total{target=\"archive\"} 0.0");
    assertThat(dromedary.stored().events()).hasSize(sent).allMatch(e -> e.state().equals("routed"));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().contains("rehearsal"))
                    .isEmpty());
  }

  private List<Integer> send(AtomicBoolean done) throws Exception {
    List<Integer> answers = new ArrayList<>();
    while (!done.get()) {
      SentEvent event = SentEvent.ofType("issues.issueCreated.v1");
      answers.add(dromedary.itwin().send(event.body()).statusCode());
    }
    return answers;
  }

  /** Six of them, after which all is as it was. */
  private void edits() throws Exception {
    String issues = routes.text(ISSUES);
    String itwin = routes.text(ITWIN);
    String archive = routes.text(ARCHIVE);

    routes.write(EXTRA, AUDIT);
    routes.write(ISSUES, issues.replace("uri: delivery:bus", "uri: delivery:audit"));
    next();
    routes.replace(
        ITWIN, itwin.replace("httpMethodRestrict: POST", "httpMethodRestrict: POST,PUT"));
    next();
    routes.replace(ARCHIVE, archive.replace("/archive}}", "/archive2}}"));
    next();
    routes.replace(ISSUES, issues.replace("uri: delivery:bus", "uri: delivery:nobody"));
    routes.awaitRefusal();
    routes.replace(ISSUES, issues);
    Files.delete(routes.file(EXTRA));
    next();
    routes.replace(ITWIN, itwin);
    next();
    routes.replace(ARCHIVE, archive);
    next();
  }

  private void next() {
    await()
        .atMost(EditedRoutes.SOON)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> routes.generation() > generation);
    generation = routes.generation();
  }

  private Map<String, Integer> counts() {
    CamelContext context = dromedary.dromedary().camelContext();
    Map<String, Integer> counts = new TreeMap<>();
    counts.put("routes", context.getRoutesSize());
    counts.put("definitions", ((ModelCamelContext) context).getRouteDefinitions().size());
    counts.put("endpoints", context.getEndpoints().size());
    counts.put("services", context.getCamelContextExtension().getServices().size());
    counts.put("startup order", context.getCamelContextExtension().getRouteStartupOrder().size());
    counts.put("beans", context.getRegistry().findByType(Object.class).size());
    counts.put(
        "threads",
        (int)
            Thread.getAllStackTraces().keySet().stream()
                .filter(
                    thread ->
                        // Workers of a pool come when they are needed.
                        thread.getName().endsWith("-claims")
                            || thread.getName().startsWith("Camel"))
                .count());
    return counts;
  }
}
