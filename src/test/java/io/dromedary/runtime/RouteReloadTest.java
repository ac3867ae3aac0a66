package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.validation.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of route files that take effect while everything runs, and edits that are refused. */
@SuppressWarnings("NullAway.Init")
class RouteReloadTest {
  private static final SentEvent ISSUE = SentEvent.ofType("issues.issueCreated.v1");
  private static final String ISSUES = "domains/itwin/issues.camel.yaml";
  private static final String ITWIN = "callbacks/itwin.camel.yaml";
  private static final String ARCHIVE = "targets/archive.camel.yaml";

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

  @BeforeEach
  void start() throws Exception {
    Path copy = RunningDromedary.copyOfRoutes(folder.resolve("routes"));
    dromedary = RunningDromedary.in(folder).routes(copy).start();
    routes = new EditedRoutes(copy, dromedary.dromedary());
  }

  @AfterEach
  void stop() {
    dromedary.close();
  }

  @Test
  void anEditOfADomainReplacesItsRouteAndNoOther() throws Exception {
    Map<String, Route> before = running();

    routes.edit(ISSUES, "        - to:\n            uri: delivery:archive\n", "");
    routes.awaitGeneration(2);

    assertThat(replaced(before)).containsExactly("itwin-issues");
    assertThat(deliveredTo(ISSUE)).containsExactlyInAnyOrder("warehouse");
  }

  @Test
  void anEditOfACallbackRouteTakesEffect() throws Exception {
    Map<String, Route> before = running();

    routes.edit(ITWIN, "platform-http:/callbacks/itwin", "platform-http:/callbacks/bentley");
    routes.awaitGeneration(2);

    assertThat(replaced(before)).containsExactly("itwin-callback");
    assertThat(dromedary.itwin().sendTo("/callbacks/bentley", ISSUE.body()).statusCode())
        .isEqualTo(200);
    assertThat(dromedary.itwin().sendTo("/callbacks/itwin", ISSUE.body()).statusCode())
        .as("where its route was")
        .isEqualTo(503);
  }

  @Test
  void anEditOfATargetAndItsBeansTakesEffect() throws Exception {
    Map<String, Route> before = running();
    Path elsewhere = folder.resolve("elsewhere");

    routes.edit(
        ARCHIVE,
        "{{dromedary.target.archive.folder:{{dromedary.data:data}}/archive}}",
        elsewhere.toString());
    routes.awaitGeneration(2);

    assertThat(replaced(before)).containsExactly("archive");
    assertThat(dromedary.itwin().send(ISSUE.body()).statusCode()).isEqualTo(200);
    dromedary.awaitDelivered();
    try (var files = Files.walk(elsewhere)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void aNewTargetInANewFolderIsDeliveredTo() throws Exception {
    routes.write("targets/more/audit.camel.yaml", AUDIT);
    routes.edit(ISSUES, "uri: delivery:archive", "uri: delivery:audit");
    routes.awaitGeneration(2);

    assertThat(dromedary.dromedary().targets()).containsEntry("audit", true);
    assertThat(deliveredTo(ISSUE)).containsExactlyInAnyOrder("warehouse", "audit");
    assertThat(dromedary.metrics().body()).contains("dromedary_backlog{target=\"audit\"}");
  }

  @Test
  void aTargetThatIsGoneIsNoTargetAnyMore() throws Exception {
    routes.write("targets/more/audit.camel.yaml", AUDIT);
    routes.awaitGeneration(2);
    Files.delete(routes.file("targets/more/audit.camel.yaml"));
    Files.delete(routes.file("targets/more"));
    routes.awaitGeneration(3);

    assertThat(dromedary.dromedary().targets()).doesNotContainKey("audit");
    assertThat(dromedary.metrics().body()).doesNotContain("audit");
    assertThat(dromedary.dromedary().camelContext().getRegistry().lookupByName("auditTrail"))
        .isNull();
  }

  @Test
  void commentsAndOtherFilesOfTheSameRoutesChangeNothingThatRuns() throws Exception {
    Map<String, Route> before = running();

    routes.write(ISSUES, "# A comment.\n\n" + routes.text(ISSUES));
    Files.createDirectories(routes.file("domains/other"));
    Files.move(routes.file(ISSUES), routes.file("domains/other/tickets.camel.yaml"));
    // What is seen after it was seen before as well.
    routes.edit("domains/itwin/forms.camel.yaml", "uri: delivery:archive", "uri: delivery:bus");
    routes.edit(
        "domains/itwin/forms.camel.yaml",
        "        - to:\n            uri: delivery:bus\n        - to:\n            uri: delivery:bus\n",
        "        - to:\n            uri: delivery:bus\n");
    routes.awaitGeneration(2);

    assertThat(replaced(before)).containsExactly("itwin-forms");
  }

  @Test
  void aMistakeIsRefusedWithFileAndLineAndTheNextGoodEditRecovers() throws Exception {
    String good = routes.text(ISSUES);
    Map<String, Route> before = running();

    routes.replace(ISSUES, good.replace("uri: delivery:archive", "uri: delivery:arcive"));
    List<Finding> findings = routes.awaitRefusal();

    assertThat(findings.get(0).toString())
        .contains("issues.camel.yaml:11", "delivery:arcive is not a target", "archive");
    assertThat(dromedary.health().body()).contains("delivery:arcive is not a target");
    assertThat(dromedary.health().statusCode()).isEqualTo(200);
    assertThat(replaced(before)).isEmpty();
    assertThat(deliveredTo(ISSUE)).containsExactlyInAnyOrder("warehouse", "archive");

    routes.replace(ISSUES, good.replace("uri: delivery:archive", "uri: delivery:bus"));
  }

  @Test
  void whatCountsForAllRoutesReplacesAllAndLeavesNoneBehind() throws Exception {
    Map<String, Route> before = running();

    routes.write(
        "common.camel.yaml",
        """
        - routeConfiguration:
            id: common
            onCompletion:
              - onCompletion:
                  steps:
                    - log:
                        message: done
        """);
    routes.awaitGeneration(2);
    assertThat(replaced(before)).containsExactlyInAnyOrderElementsOf(before.keySet());
    assertThat(deliveredTo(ISSUE)).containsExactlyInAnyOrder("warehouse", "archive");

    Files.delete(routes.file("common.camel.yaml"));
    routes.awaitGeneration(3);
    assertThat(running().keySet()).isEqualTo(before.keySet());
    assertThat(deliveredTo(SentEvent.ofType("forms.formCreated.v1")))
        .containsExactlyInAnyOrder("warehouse", "archive");
  }

  @Test
  void aRouteWithoutAnIdIsReplacedToo() throws Exception {
    String hello =
        """
        - route:
            from:
              uri: platform-http:/callbacks/hello
              steps:
                - setBody:
                    expression:
                      constant:
                        expression: one
        """;
    routes.write("hello.camel.yaml", hello);
    routes.awaitGeneration(2);
    assertThat(dromedary.get("/callbacks/hello").body()).isEqualTo("one");

    routes.write("hello.camel.yaml", hello.replace("one", "two"));
    routes.awaitGeneration(3);
    assertThat(dromedary.get("/callbacks/hello").body()).isEqualTo("two");
    assertThat(dromedary.dromedary().camelContext().getRoutes())
        .hasSize(running().size())
        .filteredOn(route -> route.getRouteId().startsWith("unnamed"))
        .hasSize(1);
  }

  @Test
  void aSourceWithoutASecretStaysOffWhenItIsEdited() throws Exception {
    routes.write(
        "callbacks/other.camel.yaml",
        """
        - beans:
            - name: otherSignature
              type: io.dromedary.signature.SignatureProcessor
              properties:
                scheme: github
                secret: other.secret
        - route:
            id: other-callback
            from:
              uri: platform-http:/callbacks/other
              steps:
                - process:
                    ref: otherSignature
                - to:
                    uri: inbox:other
        - route:
            id: other-dispatch
            from:
              uri: inbox:other
              steps:
                - to:
                    uri: delivery:archive
        """);
    routes.awaitGeneration(2);
    assertThat(dromedary.get("/callbacks/other").statusCode()).isEqualTo(503);

    routes.edit("callbacks/other.camel.yaml", "secret: other.secret", "secret: itwin.secret");
    assertThat(routes.awaitRefusal()).isNotEmpty();
    routes.edit(
        "callbacks/other.camel.yaml",
        "secret: itwin.secret",
        "secret: itwin.secret\n        source: other");
    routes.awaitGeneration(3);
    assertThat(dromedary.get("/callbacks/other").statusCode()).as("no signature").isEqualTo(401);
    assertThat(dromedary.dromedary().sources()).contains("other");
  }

  private Map<String, Route> running() {
    Map<String, Route> running = new HashMap<>();
    for (Route route : dromedary.dromedary().camelContext().getRoutes()) {
      running.put(route.getRouteId(), route);
    }
    return running;
  }

  /** The ids of routes that are not the very same as before. */
  private Set<String> replaced(Map<String, Route> before) {
    Set<String> replaced = new HashSet<>(before.keySet());
    Map<String, Route> now = running();
    replaced.addAll(now.keySet());
    replaced.removeIf(id -> before.get(id) == now.get(id));
    return replaced;
  }

  private Set<String> deliveredTo(SentEvent event) throws Exception {
    assertThat(dromedary.itwin().send(event.body()).statusCode()).isEqualTo(200);
    await()
        .atMost(EditedRoutes.SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> last("select state from event order by seq desc limit 1").contains("routed"));
    String deliveries = " from delivery where event_seq = (select max(seq) from event)";
    await()
        .atMost(EditedRoutes.SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> last("select state" + deliveries).equals(Set.of("delivered")));
    return last("select target" + deliveries);
  }

  private Set<String> last(String query) throws Exception {
    try (var connection = dromedary.stored().connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      Set<String> values = new HashSet<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
