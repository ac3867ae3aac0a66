package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dromedary.Readme.Example;
import io.dromedary.runtime.StartException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sources of src/examples, as {@code init} writes them, take callbacks signed in their way and
 * no others; and docs/sources.md shows them word for word.
 */
class SourceExamplesTest {
  private static final String SECRET = "a-secret-of-the-tests-with-more-than-32-characters";

  private static final String OTHER_SECRET =
      "another-secret-of-the-tests-of-more-than-32-characters";

  @TempDir private Path folder = Path.of("");

  @Test
  void gitHubIsKeptRoutedAndDeliveredAndAnotherSignatureIsRefused() throws Exception {
    String push = "{\"ref\":\"refs/heads/main\"}";
    Map<String, String> signed =
        Map.of(
            "X-Hub-Signature-256", "sha256=" + hex(push),
            "X-GitHub-Event", "push",
            "X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958");
    String star = "{\"action\":\"created\"}";
    Map<String, String> signedStar =
        Map.of(
            "X-Hub-Signature-256", "sha256=" + hex(star),
            "X-GitHub-Event", "star",
            "X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0959");

    try (ExampleRuntime runtime = start("github", Map.of("GITHUB_SECRET", SECRET))) {
      assertThat(runtime.post("/callbacks/github", push, signed)).isEqualTo(200);
      assertThat(runtime.post("/callbacks/github", push, signed)).isEqualTo(200);
      assertThat(runtime.post("/callbacks/github", star, signedStar)).isEqualTo(200);
      assertThat(runtime.post("/callbacks/github", push + " ", signed)).isEqualTo(401);

      eventually(
          () ->
              assertThat(rows(runtime))
                  .containsExactly("github push github -", "github star github -"));
      eventually(() -> assertThat(runtime.archive()).hasSize(2));
    }
  }

  @Test
  void standardWebhooksAreKeptRoutedAndDeliveredAndAnotherSignatureIsRefused() throws Exception {
    byte[] key = "a key of thirty-two bytes, it is".getBytes(StandardCharsets.UTF_8);
    String now = Long.toString(Instant.now().getEpochSecond());
    String paid = "{\"type\":\"invoice.paid\",\"timestamp\":\"2026-11-22T07:00:00Z\"}";
    String digest = Base64.getEncoder().encodeToString(hmac(key, "msg_1." + now + "." + paid));
    Map<String, String> signed =
        Map.of(
            "webhook-id", "msg_1", "webhook-timestamp", now, "webhook-signature", "v1," + digest);

    try (ExampleRuntime runtime =
        start(
            "standard-webhooks",
            Map.of("BILLING_SECRET", "whsec_" + Base64.getEncoder().encodeToString(key)))) {
      assertThat(runtime.post("/callbacks/billing", paid, signed)).isEqualTo(200);
      assertThat(runtime.post("/callbacks/billing", paid, signed)).isEqualTo(200);
      assertThat(runtime.post("/callbacks/billing", paid + " ", signed)).isEqualTo(401);

      eventually(
          () ->
              assertThat(rows(runtime))
                  .containsExactly("billing invoice.paid invoice 2026-11-22T07:00:00Z"));
      assertThat(runtime.store("select event_id from event")).containsExactly("msg_1");
    }
  }

  @Test
  void anyOtherHmacIsKeptRoutedAndDeliveredAndAnotherSignatureIsRefused() throws Exception {
    String valve =
        Readme.page("docs/sources.md").examples("Any other HMAC", "json").get(0).text().strip();
    String now = Long.toString(Instant.now().getEpochSecond());
    Map<String, String> signed =
        Map.of("X-Plant-Timestamp", now, "X-Plant-Signature", "v1=" + hex(now + "." + valve));
    String late = Long.toString(Instant.now().minusSeconds(600).getEpochSecond());
    Map<String, String> signedLate =
        Map.of("X-Plant-Timestamp", late, "X-Plant-Signature", "v1=" + hex(late + "." + valve));

    try (ExampleRuntime runtime = start("hmac", Map.of("PLANT_SECRET", SECRET))) {
      assertThat(runtime.post("/callbacks/plant", valve, signed)).isEqualTo(200);
      assertThat(runtime.post("/callbacks/plant", valve, signed)).isEqualTo(200);
      assertThat(runtime.post("/callbacks/plant", valve + " ", signed)).isEqualTo(401);
      assertThat(runtime.post("/callbacks/plant", valve, signedLate)).isEqualTo(401);

      eventually(
          () ->
              assertThat(rows(runtime))
                  .containsExactly("plant valve.closed valve 2026-11-22T07:21:41Z"));
      assertThat(runtime.store("select event_id from event")).containsExactly("5021");
    }
  }

  @Test
  void webhooksV1OfITwinComeInBesideV2AndGoWhereItsIModelsGo() throws Exception {
    String v1 =
        """
        {"content":{"imodelId":"72640bf2","projectId":"ce40a55a","changesetId":"a1","changesetIndex":"7"},\
        "contentType":"ChangesetPushedEvent","enqueuedDateTime":"2022-05-25T15:22:41Z",\
        "messageId":"5c1b5bd1","subscriptionId":"7da4ba7e-3a35-4d97-a1b0-6d453aa97493"}\
        """;
    String v2 =
        """
        {"content":{"imodelId":"72640bf2"},"eventType":"iModels.iModelDeleted.v1","iTwinId":"ce40a55a",\
        "messageId":"32369e4b","webhookId":"8da4ba7e","enqueuedDateTime":"11/3/2023 8:07:01 PM"}\
        """;
    String secrets = "7da4ba7e-3a35-4d97-a1b0-6d453aa97493=" + SECRET + "," + OTHER_SECRET;

    try (ExampleRuntime runtime = start("itwin-v1", Map.of("ITWIN_SECRET", secrets))) {
      assertThat(runtime.post("/callbacks/itwin", v1, itwin(SECRET, v1))).isEqualTo(200);
      assertThat(runtime.post("/callbacks/itwin", v1, itwin(SECRET, v1))).isEqualTo(200);
      assertThat(runtime.post("/callbacks/itwin", v2, itwin(OTHER_SECRET, v2))).isEqualTo(200);
      assertThat(runtime.post("/callbacks/itwin", v2, itwin(SECRET, v2)))
          .as("signed with the secret of the other webhook")
          .isEqualTo(401);

      eventually(
          () ->
              assertThat(rows(runtime))
                  .containsExactly(
                      "itwin ChangesetPushedEvent iModels 2022-05-25T15:22:41Z",
                      "itwin iModels.iModelDeleted.v1 iModels 2023-11-03T20:07:01Z"));
      assertThat(
              runtime.store(
                  "select event_id || ' ' || subscription || ' ' || state from event order by 1"))
          .containsExactly(
              "32369e4b 8da4ba7e routed", "5c1b5bd1 7da4ba7e-3a35-4d97-a1b0-6d453aa97493 routed");
    }
  }

  @Test
  void consentIsGivenToTheOriginsThatTheRouteListsAndNothingIsKept() throws Exception {
    try (ExampleRuntime runtime = start("itwin-v1", Map.of("ITWIN_SECRET", SECRET))) {
      HttpResponse<String> given =
          runtime.request(
              "OPTIONS",
              "/callbacks/itwin",
              "WebHook-Request-Origin",
              "Hooks.Bentley.com",
              "WebHook-Request-Rate",
              "120");
      assertThat(given.statusCode()).isEqualTo(200);
      assertThat(given.body()).isEqualTo("consent given\n");
      assertThat(given.headers().firstValue("WebHook-Allowed-Origin"))
          .hasValue("hooks.bentley.com");
      assertThat(given.headers().firstValue("WebHook-Allowed-Rate")).hasValue("*");
      assertThat(given.headers().firstValue("Allow")).hasValue("POST");
      assertThat(given.headers().map()).doesNotContainKeys("webhook-request-origin");

      for (String other :
          List.of("bentley.com.evil.example", "evilbentley.com", "eventgrid.example.net")) {
        HttpResponse<String> refused =
            runtime.request("OPTIONS", "/callbacks/itwin", "WebHook-Request-Origin", other);
        assertThat(refused.statusCode()).as(other).isEqualTo(403);
        assertNoConsent(refused);
      }
      for (String[] headers :
          new String[][] {
            {},
            {"WebHook-Request-Origin", "*"},
            {"WebHook-Request-Origin", "https://api.bentley.com"},
            {"WebHook-Request-Origin", "a.bentley.com", "WebHook-Request-Origin", "b.bentley.com"}
          }) {
        HttpResponse<String> refused = runtime.request("OPTIONS", "/callbacks/itwin", headers);
        assertThat(refused.statusCode()).as(String.join(" ", headers)).isEqualTo(400);
        assertNoConsent(refused);
      }
      assertThat(runtime.store("select count(*) from event")).containsExactly("0");
    }
  }

  @Test
  void aSourceThatIsOffGivesNoConsent() throws Exception {
    try (ExampleRuntime runtime = start("itwin-v1", Map.of("APS_SECRET", SECRET))) {
      HttpResponse<String> refused =
          runtime.request(
              "OPTIONS", "/callbacks/itwin", "WebHook-Request-Origin", "hooks.bentley.com");
      assertThat(refused.statusCode()).isEqualTo(404);
      assertNoConsent(refused);
    }
  }

  @Test
  void whereNoRouteGivesConsentOptionsIsNotAllowed() throws Exception {
    try (ExampleRuntime runtime =
        start("itwin-v1", Map.of("ITWIN_SECRET", SECRET, "APS_SECRET", SECRET))) {
      HttpResponse<String> aps =
          runtime.request(
              "OPTIONS", "/callbacks/aps", "WebHook-Request-Origin", "hooks.bentley.com");
      assertThat(aps.statusCode()).isEqualTo(405);
      assertThat(aps.headers().firstValue("Allow")).hasValue("POST");
      assertNoConsent(aps);

      HttpResponse<String> get = runtime.request("GET", "/callbacks/itwin");
      assertThat(get.statusCode()).isEqualTo(405);
      assertThat(get.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allowedOrigins: \"*\"|allowedOrigins must be DNS names such as hooks.example.com or"
            + " *.example.com",
        "allowedRate: many|allowedRate must be a number of callbacks a minute, or *, not many",
        "allowedRate: 10|allowedOrigins is not set; name those that may send"
      })
  void consentThatIsSetUpWronglyStopsTheStart(String property, String why) throws Exception {
    ExampleRuntime.lay(folder, "itwin-v1");
    Path file = folder.resolve("routes/callbacks/itwin-v1.camel.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("allowedOrigins: .*\n", property + "\n")
            .replaceFirst(" *allowedRate: \"\\*\"\n", ""));

    assertThatThrownBy(
            () -> ExampleRuntime.start(folder, Map.of("ITWIN_SECRET", SECRET), Map.of()).close())
        .isInstanceOf(StartException.class)
        .hasMessageContaining(why);
  }

  private static void assertNoConsent(HttpResponse<String> answer) {
    assertThat(answer.headers().map())
        .doesNotContainKeys("webhook-allowed-origin", "webhook-allowed-rate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/sources.md", "docs/enrichment.md"})
  void thePagesShowTheFilesWordForWord(String page) throws IOException {
    assertThat(Readme.page(page).examples("yaml")).isNotEmpty();
    for (Example example : Readme.page(page).examples("yaml")) {
      String place = example.text().lines().findFirst().orElse("").replaceFirst("^# ", "");
      List<Path> files = files(place);
      assertThat(files).as("%s: a file %s in src/examples", example, place).hasSize(1);
      assertThat(example.text())
          .as(example.toString())
          .isEqualTo("# " + place + "\n" + Files.readString(files.get(0)));
    }
  }

  @Test
  void thePageOfSourcesShowsEveryCallbackRouteAndEveryDispatch() throws IOException {
    assertThat(Readme.page("docs/sources.md").examples("yaml"))
        .extracting(example -> example.text().lines().findFirst().orElse("").substring(2))
        .containsAll(places("routes/callbacks/"))
        .containsAll(places("routes/dispatch/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/sources.md", "docs/enrichment.md"})
  void everyLinkOfThePagesLeadsSomewhere(String page) throws IOException {
    Matcher links = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)").matcher(Readme.page(page).text());
    while (links.find()) {
      if (!links.group(1).startsWith("https://")) {
        assertThat(Path.of("docs").resolve(links.group(1))).exists();
      }
    }
  }

  @Test
  void everyFileIsWrittenInTheCanonicalFormAndSaysWhatToEdit() throws Exception {
    assertThat(files("")).isNotEmpty();
    for (Path file : files("")) {
      assertThat(Files.readString(file))
          .as(file.toString())
          .startsWith("# ")
          .contains("\n# Edit: ");
      assertThat(ShippedRoutesFormTest.departuresFromCanonicalForm(file))
          .as(file.toString())
          .isEmpty();
    }
  }

  /** All route files of the examples whose place in the installation ends so. */
  private static List<Path> files(String place) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "examples"))) {
      return files
          .filter(file -> file.toString().endsWith(".camel.yaml"))
          .filter(file -> place.isEmpty() || file.endsWith(place))
          .sorted()
          .toList();
    }
  }

  private static List<String> places(String below) throws IOException {
    return files("").stream()
        .map(file -> Path.of("src", "examples").relativize(file))
        .map(file -> file.subpath(1, file.getNameCount()).toString())
        .filter(place -> place.startsWith(below))
        .toList();
  }

  private ExampleRuntime start(String example, Map<String, String> secrets) throws Exception {
    return ExampleRuntime.startWith(folder, example, secrets, Map.of());
  }

  private static List<String> rows(ExampleRuntime runtime) throws Exception {
    return runtime.warehouse(
        "select source || ' ' || event_type || ' ' || domain || ' ' || coalesce(enqueued_at, '-')"
            + " from event order by event_type");
  }

  private static Map<String, String> itwin(String secret, String body) throws Exception {
    byte[] digest = hmac(secret.getBytes(StandardCharsets.UTF_8), body);
    return Map.of("Signature", "sha256=" + HexFormat.of().formatHex(digest));
  }

  private static String hex(String text) throws Exception {
    return HexFormat.of().formatHex(hmac(SECRET.getBytes(StandardCharsets.UTF_8), text));
  }

  /** Computed here, not by the code under test. */
  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(assertion);
  }
}
