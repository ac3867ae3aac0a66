package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Readme.Example;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sources of src/examples, as {@code init} writes them, take callbacks signed in their way and
 * no others; and docs/sources.md shows them word for word.
 */
class SourceExamplesTest {
  private static final String SECRET = "a-secret-of-the-tests-with-more-than-32-characters";

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
  void thePageShowsTheFilesWordForWord() throws IOException {
    List<String> shown = new ArrayList<>();
    for (Example example : Readme.page("docs/sources.md").examples("yaml")) {
      String place = example.text().lines().findFirst().orElse("").replaceFirst("^# ", "");
      List<Path> files = files(place);
      assertThat(files).as("%s: a file %s in src/examples", example, place).hasSize(1);
      assertThat(example.text())
          .as(example.toString())
          .isEqualTo("# " + place + "\n" + Files.readString(files.get(0)));
      shown.add(place);
    }

    assertThat(shown)
        .containsAll(places("routes/callbacks/"))
        .containsAll(places("routes/dispatch/"));
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
