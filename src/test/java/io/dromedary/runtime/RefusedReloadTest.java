package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Edits that are refused: what ran before runs on, and the next good edit recovers. */
@SuppressWarnings("NullAway.Init")
class RefusedReloadTest {
  private static final SentEvent ISSUE = SentEvent.ofType("issues.issueCreated.v1");
  private static final String ISSUES = "domains/itwin/issues.camel.yaml";
  private static final String ITWIN = "callbacks/itwin.camel.yaml";
  private static final String MORE = "more.camel.yaml";

  @TempDir private Path folder;
  private RunningDromedary dromedary;
  private EditedRoutes routes;

  /** A bean whose constructor, or a method of which, fails. */
  public static final class Failing implements Processor {
    private static volatile boolean works;

    public Failing() {
      if (!works) {
        throw new IllegalStateException("no tea, and no biscuits");
      }
    }

    @Override
    public void process(Exchange exchange) {}
  }

  /** A bean that starts badly. */
  public static final class BadStart implements Processor {
    @SuppressWarnings("DoNotCallSuggester") // Camel calls it, by its name
    public void begin() {
      throw new IllegalStateException("the kettle is cold");
    }

    @Override
    public void process(Exchange exchange) {}
  }

  @BeforeEach
  void start() throws Exception {
    Failing.works = false;
    Path copy = RunningDromedary.copyOfRoutes(folder.resolve("routes"));
    dromedary = RunningDromedary.in(folder).routes(copy).start();
    routes = new EditedRoutes(copy, dromedary.dromedary());
  }

  @AfterEach
  void stop() {
    dromedary.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uri: delivery:archive  | uri: [delivery:archive    | issues.camel.yaml:1",
        "uri: delivery:archive  | uri: carrier-pigeon:coop  | carrier-pigeon",
        "uri: delivery:archive  | uri: delivery:nowhere     | delivery:nowhere is not a target",
        "id: itwin-issues       | id: itwin-forms           | route itwin-forms is defined a second",
        "steps:                 | stepps:                   | stepps",
      })
  void aMistakeInADomainIsSaidWithItsPlaceAndChangesNothing(String part, String by, String said)
      throws Exception {
    String good = routes.text(ISSUES);

    routes.write(ISSUES, good.replace(part, by));

    assertThat(said(routes.awaitRefusal())).contains(said, "issues.camel.yaml");
    assertThat(dromedary.health().body()).contains("an edit of the route files is refused", said);
    assertThat(routes.generation()).isEqualTo(1);
    sendIsTaken();

    routes.write(ISSUES, good.replace("uri: delivery:archive", "uri: direct:itwin-otherwise"));
    routes.awaitGeneration(2);
    assertThat(dromedary.health().body()).doesNotContain("refused");
    sendIsTaken();
  }

  @Test
  void aRefusedEditThatIsTakenBackIsForgotten() throws Exception {
    String good = routes.text(ISSUES);
    routes.write(ISSUES, good + "- rout: {}\n");
    routes.awaitRefusal();

    routes.write(ISSUES, good);

    await().atMost(EditedRoutes.SOON).until(() -> !dromedary.health().body().contains("refused"));
    assertThat(routes.applied()).hasSize(1);
    assertThat(routes.generation()).isEqualTo(1);
  }

  @Test
  void aBeanThatCannotBeMadeIsFoundBeforeAnythingIsTouched() throws Exception {
    var route = dromedary.dromedary().camelContext().getRoute("itwin-callback");
    String good = routes.text(ITWIN);
    String bad =
        good.replace(
                "- route:",
                "    - name: fails\n      type: " + Failing.class.getName() + "\n- route:")
            .replace("        - to:", "        - process:\n            ref: fails\n        - to:");

    routes.write(ITWIN, bad);

    assertThat(said(routes.awaitRefusal()))
        .contains("bean fails cannot be made", "no tea, and no biscuits", "itwin.camel.yaml:9");
    assertThat(dromedary.dromedary().camelContext().getRoute("itwin-callback")).isSameAs(route);
    sendIsTaken();

    Failing.works = true;
    routes.write(ITWIN, bad + "# once more\n");
    routes.awaitGeneration(2);
    sendIsTaken();
  }

  @Test
  void aBeanThatFailsToStartIsFoundThenAndTheOldOnesArePutBack() throws Exception {
    String good = routes.text(ITWIN);
    routes.write(
        ITWIN,
        good.replace(
                "- route:",
                "    - name: fails\n      type: "
                    + BadStart.class.getName()
                    + "\n      initMethod: begin\n- route:")
            .replace("        - to:", "        - process:\n            ref: fails\n        - to:"));

    assertThat(said(routes.awaitRefusal())).contains("bean fails cannot be made", "kettle is cold");
    assertThat(dromedary.dromedary().camelContext().getRegistry().lookupByName("fails")).isNull();
    sendIsTaken();

    routes.write(ITWIN, good.replace("httpMethodRestrict: POST", "httpMethodRestrict: POST,PUT"));
    routes.awaitGeneration(2);
    sendIsTaken();
  }

  @Test
  void aRouteThatFailsToStartTakesNothingWithIt() throws Exception {
    String listening =
        """
          - route:
              id: listens
              from:
                uri: platform-http:/callbacks/itwin
                steps:
                  - setBody:
                      expression:
                        constant:
                          expression: "hello"
          """;
    routes.write(MORE, listening);

    assertThat(said(routes.awaitRefusal())).contains("more.camel.yaml", "itwin");
    assertThat(dromedary.dromedary().camelContext().getRoute("listens")).isNull();
    sendIsTaken();

    routes.write(MORE, listening.replace("/callbacks/itwin", "/callbacks/hello"));
    routes.awaitGeneration(2);
    assertThat(dromedary.get("/callbacks/hello").body()).startsWith("hello");
    sendIsTaken();
  }

  private void sendIsTaken() throws Exception {
    assertThat(dromedary.itwin().send(ISSUE.body()).statusCode()).isEqualTo(200);
    dromedary.awaitDelivered();
    assertThat(dromedary.stored().events()).allMatch(event -> event.state().equals("routed"));
  }

  private static String said(List<?> findings) {
    return findings.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
