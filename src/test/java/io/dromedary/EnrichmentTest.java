package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.ApiServer.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example targets that ask a provider's API, against an API that is not always well. */
class EnrichmentTest {
  private static final String SECRET = "a-secret-of-the-tests-with-more-than-32-characters";
  private static final String CLIENT_SECRET = "the client's secret: a+b/c=";
  private static final String IMODEL = "72640bf2-2173-4276-b896-c157bee0df76";
  private static final String ROW =
      "select imodel_id || ' ' || state || ' ' || coalesce(name, '-') || ' ' || event_id from"
          + " imodel order by imodel_id";

  private final ApiServer api = new ApiServer();

  @TempDir private Path folder = Path.of("");

  EnrichmentTest() throws Exception {}

  @AfterEach
  void stop() {
    api.close();
  }

  // iTwin

  @Test
  void theRowSaysWhatTheApiSaysNowAndOneTokenDoesForAll() throws Exception {
    for (int i = 0; i < 20; i++) {
      api.has("/imodels/imodel-%02d".formatted(i), imodel("imodel-%02d".formatted(i), "N" + i));
    }
    try (ExampleRuntime runtime = itwin()) {
      for (int i = 0; i < 20; i++) {
        send(runtime, "imodel-%02d".formatted(i), "m" + i);
      }

      eventually(() -> assertThat(rows(runtime, ROW)).hasSize(20));
      assertThat(rows(runtime, ROW))
          .contains("imodel-00 initialized N0 m0", "imodel-19 initialized N19 m19");
      assertThat(rows(runtime, "select itwin_id || ' ' || created_at from imodel limit 1"))
          .containsExactly("ce40a55a 2020-10-20T10:51:33Z");
      assertThat(api.tokenRequests()).hasSize(1);
      assertThat(api.tokenRequests().get(0).body())
          .isEqualTo(
              "grant_type=client_credentials&scope=itwin-platform&client_id=service-1"
                  + "&client_secret=the+client%27s+secret%3A+a%2Bb%2Fc%3D");
      assertThat(api.requests())
          .hasSize(20)
          .allSatisfy(
              request -> {
                assertThat(request.header("Accept"))
                    .isEqualTo("application/vnd.bentley.itwin-platform.v2+json");
                assertThat(request.headers().keySet())
                    .as("nothing of the event travels to the API")
                    .allMatch(
                        name ->
                            List.of("Accept", "Accept-encoding", "Authorization", "Connection")
                                    .contains(name)
                                || List.of("Host", "User-agent").contains(name));
              });
    }
  }

  @Test
  void aSecondEventBringsTheRowUpToDate() throws Exception {
    try (ExampleRuntime runtime = itwin()) {
      api.has("/imodels/" + IMODEL, imodel(IMODEL, "old"));
      send(runtime, IMODEL, "first");
      eventually(
          () -> assertThat(rows(runtime, ROW)).containsExactly(IMODEL + " initialized old first"));

      api.has("/imodels/" + IMODEL, imodel(IMODEL, "new"));
      send(runtime, IMODEL, "second");

      eventually(
          () -> assertThat(rows(runtime, ROW)).containsExactly(IMODEL + " initialized new second"));
    }
  }

  @Test
  void whatIsDeletedMeanwhileIsGoneAndKeepsItsName() throws Exception {
    try (ExampleRuntime runtime = itwin()) {
      api.has("/imodels/" + IMODEL, imodel(IMODEL, "bridge"));
      send(runtime, IMODEL, "first");
      eventually(() -> assertThat(rows(runtime, ROW)).hasSize(1));

      Answer gone =
          Answer.of(404, "{\"error\":{\"code\":\"iModelNotFound\",\"message\":\"not available\"}}");
      api.answersNext(gone);
      send(runtime, IMODEL, "deleted");

      eventually(
          () -> assertThat(rows(runtime, ROW)).containsExactly(IMODEL + " gone bridge deleted"));
      eventually(() -> assertThat(delivery(runtime, "deleted")).containsExactly("delivered 1"));

      api.answersNext(gone);
      send(runtime, "never-seen", "unknown");
      eventually(() -> assertThat(rows(runtime, ROW)).contains("never-seen gone - unknown"));
    }
  }

  @Test
  void aNotFoundThatIsNotOfTheObjectMeansAWrongUrlAndSpendsNothing() throws Exception {
    try (ExampleRuntime runtime = itwin()) {
      send(runtime, IMODEL, "early");

      eventually(
          () ->
              assertThat(attempts(runtime))
                  .isNotEmpty()
                  .allMatch(attempt -> attempt.startsWith("misconfigured ")));
      assertThat(delivery(runtime, "early")).containsExactly("pending 0");

      api.has("/imodels/" + IMODEL, imodel(IMODEL, "bridge"));
      eventually(
          () ->
              assertThat(rows(runtime, ROW)).containsExactly(IMODEL + " initialized bridge early"));
      assertThat(rows(runtime, "select count(*) from imodel where state = 'gone'"))
          .containsExactly("0");
    }
  }

  @Test
  void tooManyRequestsAreRepeatedWhenTheApiSays() throws Exception {
    api.has("/imodels/" + IMODEL, imodel(IMODEL, "bridge"));
    api.answersNext(
        new Answer(
            429, "{\"error\":{\"code\":\"RateLimitExceeded\"}}", Map.of("Retry-After", "2")));
    try (ExampleRuntime runtime = itwin()) {
      long began = System.nanoTime();
      send(runtime, IMODEL, "busy");

      eventually(() -> assertThat(rows(runtime, ROW)).hasSize(1));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(2));
      assertThat(delivery(runtime, "busy")).containsExactly("delivered 2");
      assertThat(attempts(runtime).get(0)).startsWith("redeliver ").contains("429");
    }
  }

  @Test
  void aTokenThatIsNotTakenIsRenewedOnceWithinTheAttempt() throws Exception {
    api.has("/imodels/" + IMODEL, imodel(IMODEL, "bridge"));
    try (ExampleRuntime runtime = itwin()) {
      send(runtime, IMODEL, "first");
      eventually(() -> assertThat(delivery(runtime, "first")).containsExactly("delivered 1"));

      api.takesTokensBack();
      send(runtime, IMODEL, "second");

      eventually(() -> assertThat(delivery(runtime, "second")).containsExactly("delivered 1"));
      assertThat(api.tokenRequests()).hasSize(2);
      assertThat(api.requests()).hasSize(3);
    }
  }

  @Test
  void whenNoTokenIsTakenTheTargetIsMisconfiguredAndNothingIsSpent() throws Exception {
    api.has("/imodels/" + IMODEL, imodel(IMODEL, "bridge"));
    api.takesNoToken(true);
    try (ExampleRuntime runtime = itwin()) {
      send(runtime, IMODEL, "waits");
      eventually(
          () ->
              assertThat(attempts(runtime))
                  .isNotEmpty()
                  .allMatch(attempt -> attempt.matches("misconfigured .*401.*")));
      assertThat(delivery(runtime, "waits")).containsExactly("pending 0");

      api.takesNoToken(false);
      eventually(() -> assertThat(delivery(runtime, "waits")).containsExactly("delivered 1"));
    }
  }

  @Test
  void aTokenEndpointThatRefusesTheClientSaysWhatToCheckAndNothingIsSpent() throws Exception {
    api.has("/imodels/" + IMODEL, imodel(IMODEL, "bridge"));
    api.answersTokens(
        Answer.of(
            400, "{\"error\":\"invalid_client\",\"error_description\":\"" + CLIENT_SECRET + "\"}"));
    try (ExampleRuntime runtime = itwin()) {
      send(runtime, IMODEL, "waits");
      eventually(
          () ->
              assertThat(attempts(runtime))
                  .isNotEmpty()
                  .allMatch(attempt -> attempt.startsWith("misconfigured ")));
      assertThat(attempts(runtime).get(0))
          .contains(
              "asking " + api.tokenUrl() + " for an access token for dromedary.target.imodels",
              "it answered 400 invalid_client; check dromedary.target.imodels.clientId")
          .doesNotContain(CLIENT_SECRET);
      assertThat(api.requests()).isEmpty();

      api.answersTokens(Answer.of(200, ""));
      eventually(() -> assertThat(delivery(runtime, "waits")).containsExactly("delivered 1"));
    }
  }

  @Test
  void aTokenEndpointThatIsBusyIsAskedAgainWhenItSays() throws Exception {
    api.has("/imodels/" + IMODEL, imodel(IMODEL, "bridge"));
    api.answersTokens(new Answer(429, "", Map.of("Retry-After", "2")));
    try (ExampleRuntime runtime = itwin()) {
      long began = System.nanoTime();
      send(runtime, IMODEL, "busy");
      eventually(
          () -> assertThat(attempts(runtime)).hasSize(1).allMatch(a -> a.startsWith("redeliver ")));
      api.answersTokens(Answer.of(200, ""));

      eventually(() -> assertThat(delivery(runtime, "busy")).containsExactly("delivered 2"));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(2));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../users/me",
        "..",
        "a/b",
        "x%2e%2e",
        "x#y",
        "{{itwin.secret}}",
        "${header.x}",
        "a b",
        "https://evil.example/",
        ""
      })
  void whatIsNoIdIsADeadLetterAndNeverAsked(String id) throws Exception {
    try (ExampleRuntime runtime = itwin()) {
      send(runtime, id, "bad");

      eventually(() -> assertThat(delivery(runtime, "bad")).containsExactly("dead 1"));
      assertThat(attempts(runtime).get(0))
          .contains("the event has no id for /imodels/{imodelId}: header imodelId is");
      assertThat(api.requests()).isEmpty();
      assertThat(api.tokenRequests()).isEmpty();
    }
  }

  @Test
  void neitherTokenNorSecretIsKeptWithAnAttempt() throws Exception {
    api.answersNext(Answer.of(500, "it failed with Authorization: Bearer hush-hush-1"));
    api.has("/imodels/" + IMODEL, imodel(IMODEL, "bridge"));
    try (ExampleRuntime runtime = itwin()) {
      send(runtime, IMODEL, "first");
      eventually(() -> assertThat(delivery(runtime, "first")).containsExactly("delivered 2"));

      List<String> kept =
          runtime.store(
              "select coalesce(reason, '') || ' ' || coalesce(response, '') from attempt"
                  + " union all select coalesce(headers, '') from event");
      assertThat(String.join("\n", kept))
          .contains("it failed with")
          .doesNotContain(CLIENT_SECRET)
          .doesNotContain("hush-hush");
    }
  }

  @Test
  void withoutAClientTheTargetIsOff() throws Exception {
    ExampleRuntime.lay(folder, "enrichment-itwin");
    try (ExampleRuntime runtime =
        ExampleRuntime.start(folder, Map.of("ITWIN_SECRET", SECRET), Map.of())) {
      send(runtime, IMODEL, "first");

      eventually(() -> assertThat(runtime.archive()).containsExactly("first.json"));
      assertThat(runtime.store("select target from delivery where target = 'imodels'")).isEmpty();
    }
  }

  // APS

  @Test
  void theVersionOfAnApsEventIsAskedForByItsUrn() throws Exception {
    String urn = "urn:adsk.wipprod:fs.file:vf.wT5lCWlXSKeo3razOfHJAw?version=1";
    String path =
        "/data/v1/projects/b.f0f1f540-c343-013e/versions/"
            + "urn%3Aadsk.wipprod%3Afs.file%3Avf.wT5lCWlXSKeo3razOfHJAw%3Fversion%3D1";
    api.has(
        path,
        """
        {"jsonapi":{"version":"1.0"},"data":{"type":"versions","id":"%s",\
        "attributes":{"name":"a.rvt","displayName":"a.rvt","versionNumber":1,"createTime":"2026-01-02T03:04:05Z"},\
        "relationships":{"item":{"data":{"type":"items","id":"urn:adsk.wipprod:dm.lineage:x"}}}}}\
        """
            .formatted(urn));
    faster("enrichment-aps", "versions");
    try (ExampleRuntime runtime =
        ExampleRuntime.start(
            folder,
            Map.of("APS_SECRET", SECRET, "DROMEDARY_TARGET_VERSIONS_CLIENT_SECRET", CLIENT_SECRET),
            properties("versions"))) {
      for (String event : List.of("dm.version.added", "dm.folder.added")) {
        String body =
            """
            {"version":"1.0","resourceUrn":"%s","hook":{"system":"data","event":"%s","hookId":"1fcd3e30"},\
            "payload":{"project":"f0f1f540-c343-013e","version":"1"}}\
            """
                .formatted(urn, event);
        assertThat(
                runtime.post(
                    "/callbacks/aps",
                    body,
                    Map.of("x-adsk-signature", "sha1hash=" + hex("HmacSHA1", body))))
            .isEqualTo(200);
      }

      eventually(
          () ->
              assertThat(
                      runtime.database(
                          "versions.db",
                          "select version_urn || ' ' || state || ' ' || name || ' ' || number || '"
                              + " ' || item_urn || ' ' || event_type from version"))
                  .containsExactly(
                      urn + " versions a.rvt 1 urn:adsk.wipprod:dm.lineage:x dm.version.added"));
      assertThat(api.tokenRequests()).hasSize(1);
      assertThat(api.tokenRequests().get(0).header("Authorization"))
          .isEqualTo(
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString(
                          "service-1:the+client%27s+secret%3A+a%2Bb%2Fc%3D"
                              .getBytes(StandardCharsets.UTF_8)));
      assertThat(api.tokenRequests().get(0).body())
          .isEqualTo("grant_type=client_credentials&scope=data%3Aread");
    }
  }

  private ExampleRuntime itwin() throws Exception {
    faster("enrichment-itwin", "imodels");
    return ExampleRuntime.start(
        folder,
        Map.of("ITWIN_SECRET", SECRET, "DROMEDARY_TARGET_IMODELS_CLIENT_SECRET", CLIENT_SECRET),
        properties("imodels"));
  }

  /** The example with delays that a test can wait for. */
  private void faster(String example, String target) throws Exception {
    ExampleRuntime.lay(folder, example);
    Path file = folder.resolve("routes/targets/" + target + ".camel.yaml");
    String shipped = Files.readString(file);
    Files.writeString(
        file,
        shipped
            .replace("redeliveryDelay: 5000", "redeliveryDelay: 100")
            .replace("backOffMultiplier: 3", "backOffMultiplier: 1")
            .replace("failureThreshold: 10", "failureThreshold: 10\n        halfOpenAfter: 200"));
  }

  private Map<String, String> properties(String target) {
    Map<String, String> properties = new HashMap<>();
    properties.put("dromedary.target." + target + ".url", api.url());
    properties.put("dromedary.target." + target + ".tokenUrl", api.tokenUrl());
    properties.put("dromedary.target." + target + ".clientId", "service-1");
    return properties;
  }

  private static String imodel(String id, String name) {
    return """
    {"iModel":{"id":"%s","displayName":"%s","name":"%s","state":"initialized","iTwinId":"ce40a55a",\
    "createdDateTime":"2020-10-20T10:51:33Z"}}\
    """
        .formatted(id, name, name);
  }

  private static void send(ExampleRuntime runtime, String imodel, String messageId)
      throws Exception {
    String body =
        """
        {"content":{"imodelId":"%s"},"eventType":"iModels.changesReady.v1","iTwinId":"ce40a55a",\
        "messageId":"%s","webhookId":"7da4ba7e","enqueuedDateTime":"11/3/2023 8:07:01 PM"}\
        """
            .formatted(imodel, messageId);
    assertThat(
            runtime.post(
                "/callbacks/itwin", body, Map.of("Signature", "sha256=" + hex("HmacSHA256", body))))
        .isEqualTo(200);
  }

  private static List<String> rows(ExampleRuntime runtime, String sql) throws Exception {
    return runtime.database("imodels.db", sql);
  }

  private static List<String> delivery(ExampleRuntime runtime, String eventId) throws Exception {
    return runtime.store(
        "select d.state || ' ' || d.attempts from delivery d join event e on e.seq = d.event_seq"
            + " where d.target = 'imodels' and e.event_id = '%s'".formatted(eventId));
  }

  private static List<String> attempts(ExampleRuntime runtime) throws Exception {
    return runtime.store(
        "select a.decision || ' ' || coalesce(a.reason, '') from attempt a join delivery d"
            + " on d.id = a.delivery_id where d.target = 'imodels' order by a.number");
  }

  private static String hex(String algorithm, String text) throws Exception {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), algorithm));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(assertion);
  }
}
