package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.dromedary.admin.AdminException;
import io.dromedary.store.Stage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was given up or went elsewhere is brought to its targets, while it runs and stopped. */
class ReplayTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private Path routes;
  private RunningDromedary.Setup setup;

  @BeforeEach
  void copyTheRoutes() throws Exception {
    routes = RunningDromedary.copyOfRoutes(folder.resolve("routes"));
    setup = RunningDromedary.in(folder).routes(routes);
  }

  private Answers ask(String command, String request) throws Exception {
    return Answers.to(command, request, setup.settings());
  }

  private void edit(String file, String what, String replacement) throws Exception {
    Path path = routes.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(what);
    Files.writeString(path, text.replace(what, replacement));
  }

  private static void send(RunningDromedary dromedary, SentEvent event) throws Exception {
    assertThat(dromedary.itwin().send(event.body()).statusCode()).isEqualTo(200);
  }

  private static void awaitDead(RunningDromedary dromedary, Stage stage, long count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> dromedary.dromedary().store().deadLetters().getOrDefault(stage, 0L) == count);
  }

  private static List<Path> files(Path folder) throws Exception {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var found = Files.walk(folder)) {
      return found.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }

  /** A partner that answers as it is told. */
  private static final class MoodyPartner implements AutoCloseable {
    private final HttpServer server;
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private volatile int status;

    MoodyPartner(int status) throws Exception {
      this.status = status;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              exchange.getRequestBody().readAllBytes();
              int answer = this.status;
              if (answer == 204) {
                keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
              }
              exchange.sendResponseHeaders(answer, -1);
            }
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/events";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  void whatAPartnerRefusedIsDeliveredWhenThePartnerIsMended() throws Exception {
    try (MoodyPartner partner = new MoodyPartner(410);
        RunningDromedary dromedary =
            setup.with("dromedary.target.partner.url=" + partner.url()).start()) {
      for (SentEvent event : SentEvent.oneOfEachType().subList(0, 3)) {
        send(dromedary, event);
      }
      awaitDead(dromedary, Stage.DELIVERY, 3);

      Answers letters = ask("dead list", "{}");
      assertThat(letters.rows())
          .hasSize(3)
          .allSatisfy(
              row -> {
                assertThat(row.path("stage").asText()).isEqualTo("delivery");
                assertThat(row.path("target").asText()).isEqualTo("partner");
                assertThat(row.path("reason").asText()).contains("410");
              });
      assertThat(letters.result().path("all").path("delivery").asInt()).isEqualTo(3);
      assertThat(ask("replay", "{'dead':true,'all':true,'dryRun':true}").result())
          .hasToString(
              "{\"state\":\"planned\",\"events\":3,\"deliveriesRepeated\":3,"
                  + "\"deliveriesAdded\":0,\"eventsRouted\":0,\"dueAtOnce\":0,\"left\":0}");

      partner.status = 204;
      JsonNode replayed = ask("replay", "{'dead':true,'target':'partner'}").result();

      assertThat(replayed.path("state").asText()).isEqualTo("done");
      assertThat(replayed.path("deliveriesRepeated").asInt()).isEqualTo(3);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(partner.keys)
                      .containsExactlyInAnyOrderElementsOf(
                          letters.rows().stream().map(row -> row.path("id").asText()).toList()));
      dromedary.awaitDelivered();
      String id = letters.rows().get(0).path("id").asText();
      JsonNode journey = ask("event show", "{'id':'" + id + "'}").result();
      JsonNode delivery =
          journey.path("deliveries").findParents("target").stream()
              .filter(one -> one.path("target").asText().equals("partner"))
              .findFirst()
              .orElseThrow();
      assertThat(delivery.path("state").asText()).isEqualTo("delivered");
      assertThat(delivery.path("attempts").findValuesAsText("decision"))
          .containsExactly("dead", "delivered");
      assertThat(delivery.path("attempts").findValuesAsText("generation"))
          .containsExactly("1", "2");
      assertThat(journey.path("request").path("route").asText()).isEqualTo("itwin-callback");
      assertThat(journey.path("body").path("text").asText()).startsWith("{");
      assertThat(ask("dead list", "{}").rows()).isEmpty();
    }
  }

  @Test
  void anEventGoesWhereTheRoutesOfTodaySendItAndToATargetThatIsNew() throws Exception {
    SentEvent event = SentEvent.ofType("forms.formCreated.v1");
    try (RunningDromedary dromedary = setup.start()) {
      send(dromedary, event);
      dromedary.awaitDelivered();
    }
    String id = ask("events stored", "{'domain':'forms'}").rows().get(0).path("id").asText();
    assertThatThrownBy(() -> ask("replay", "{'ids':['" + id + "'],'to':'late'}"))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("there is no target late");

    for (String name : List.of("late", "later")) {
      Files.writeString(
          routes.resolve("targets/" + name + ".camel.yaml"),
          """
          - route:
              id: %1$s
              from:
                uri: delivery:%1$s
                steps:
                  - to:
                      uri: file:%2$s
                      parameters:
                        fileName: "${header.CamelInboxEventId}.json"
          """
              .formatted(name, folder.resolve(name)));
    }
    edit("domains/itwin/forms.camel.yaml", "delivery:archive", "delivery:later");
    // One while nobody owns the store, the other through its owner.
    assertThat(
            ask("replay", "{'ids':['" + id + "'],'reroute':true}")
                .result()
                .path("eventsRouted")
                .asInt())
        .isEqualTo(1);
    try (RunningDromedary dromedary = setup.start()) {
      JsonNode replayed = ask("replay", "{'ids':['" + id + "'],'to':'late'}").result();
      assertThat(replayed.path("state").asText()).isEqualTo("done");
      dromedary.awaitDelivered();
    }

    String file = id.substring("itwin:".length()) + ".json";
    assertThat(folder.resolve("late").resolve(file)).hasBinaryContent(event.body());
    assertThat(folder.resolve("later").resolve(file)).hasBinaryContent(event.body());
    assertThat(ask("replay list", "{}").rows())
        .extracting(row -> row.path("mode").asText() + " " + row.path("state").asText())
        .containsExactly("to done", "reroute done");
  }

  @Test
  void whatCouldNotBeReadIsReadWhenTheRouteFileIsCorrected() throws Exception {
    edit(
        "callbacks/itwin.camel.yaml",
        "uri: inbox:itwin",
        "uri: inbox:itwin\n            parameters:\n              eventType: /type");
    SentEvent event = SentEvent.ofType("forms.formCreated.v1");
    try (RunningDromedary dromedary = setup.start()) {
      send(dromedary, event);
      awaitDead(dromedary, Stage.READ, 1);
      assertThat(ask("replay", "{'dead':true,'all':true}").result().path("left").asInt())
          .as("by the same rules it is no better")
          .isEqualTo(1);
    }

    edit("callbacks/itwin.camel.yaml", "eventType: /type", "eventType: /eventType");
    try (RunningDromedary dromedary = setup.start()) {
      assertThat(ask("replay", "{'stage':'read'}").result().path("eventsRouted").asInt())
          .isEqualTo(1);
      dromedary.awaitDelivered();
      assertThat(dromedary.dromedary().store().deadLetters()).containsEntry(Stage.READ, 0L);
      assertThat(files(dromedary.data().resolve("archive")))
          .singleElement()
          .satisfies(file -> assertThat(file.toString()).contains("forms"));
    }
  }

  @Test
  void whatDidNotFitIsCheckedAgainByTheRulesOfToday() throws Exception {
    edit(
        "dispatch/itwin.camel.yaml",
        "uri: inbox:itwin",
        "uri: inbox:itwin\n      parameters:\n        schemaCheck: park");
    SentEvent event =
        SentEvent.ofType("iModels.iModelDeleted.v1").with("\"imodelId\"", "\"modelId\"");
    String id;
    try (RunningDromedary dromedary = setup.start()) {
      send(dromedary, event);
      awaitDead(dromedary, Stage.SCHEMA, 1);
      JsonNode letter = ask("dead list", "{'stage':'schema'}").rows().get(0);
      id = letter.path("id").asText();
      assertThat(letter.path("reason").asText())
          .endsWith(": /content/imodelId or /content/iModelId is missing");

      assertThat(ask("replay", "{'stage':'schema'}").result().path("eventsRouted").asInt())
          .isEqualTo(1);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                JsonNode journey = ask("event show", "{'id':'" + id + "'}").result();
                assertThat(journey.path("generation").asInt()).isEqualTo(2);
                assertThat(journey.path("stage").asText())
                    .as("by the same rules it is no better")
                    .isEqualTo("schema");
              });
      assertThat(dromedary.metrics().body())
          .contains("dromedary_schema_checked_total{result=\"invalid\",source=\"itwin\"} 2.0");
    }

    edit("dispatch/itwin.camel.yaml", "schemaCheck: park", "schemaCheck: warn");
    try (RunningDromedary dromedary = setup.start()) {
      ask("replay", "{'stage':'schema'}");
      awaitDead(dromedary, Stage.SCHEMA, 0);
      dromedary.awaitDelivered();
      JsonNode journey = ask("event show", "{'id':'" + id + "'}").result();
      assertThat(journey.path("state").asText()).isEqualTo("routed");
      assertThat(journey.path("marks").toString()).contains("schema");
      assertThat(files(dromedary.data().resolve("archive"))).hasSize(1);
    }
  }

  @Test
  void whatDidNotFitFitsWhenItsEntryIsPutIntoTheFileOfTheUser() throws Exception {
    edit(
        "dispatch/itwin.camel.yaml",
        "uri: inbox:itwin",
        "uri: inbox:itwin\n      parameters:\n        schemaCheck: park");
    SentEvent event =
        SentEvent.ofType("iModels.iModelDeleted.v1").with("\"imodelId\"", "\"modelId\"");
    try (RunningDromedary dromedary = setup.start()) {
      send(dromedary, event);
      awaitDead(dromedary, Stage.SCHEMA, 1);
    }

    Files.writeString(
        setup.config().resolveSibling("events.yaml"),
        """
        sources:
          - source: itwin
            systems:
              - system: iModels
                events:
                  - type: iModels.iModelDeleted.v1
                    description: As it has been sent since the provider renamed its key.
                    fields:
                      - { path: modelId, type: string, meaning: Id of the iModel. }
                    sample: { "modelId": "${uuid}" }
        """);
    try (RunningDromedary dromedary = setup.start()) {
      ask("replay", "{'stage':'schema'}");
      awaitDead(dromedary, Stage.SCHEMA, 0);
      dromedary.awaitDelivered();

      JsonNode row = ask("events stored", "{}").rows().get(0);
      assertThat(row.path("state").asText()).isEqualTo("routed");
      assertThat(row.has("marks")).isFalse();
    }
  }

  @Test
  void aReplayWithoutAnyLimitIsRefusedAndSoIsAPartThatNobodyKnows() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      assertThatThrownBy(() -> ask("replay", "{}"))
          .isInstanceOf(AdminException.class)
          .hasMessageContaining("--all");
      assertThatThrownBy(() -> ask("replay", "{'state':'ded','since':'yesterday'}"))
          .hasMessageContaining("There is no state 'ded'")
          .hasMessageContaining("Cannot read 'yesterday' as the time since");
      assertThatThrownBy(() -> ask("replay", "{'resume':9}")).hasMessageContaining("no replay 9");
      assertThatThrownBy(() -> ask("event show", "{'id':'itwin:x'}"))
          .hasMessage("There is no event itwin:x in the store.");
      assertThat(dromedary.health().statusCode()).isEqualTo(200);
    }
  }
}
