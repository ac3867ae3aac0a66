package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.event.Callback;
import io.dromedary.signature.Diagnosis;
import io.dromedary.signature.SchemeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sending as a provider does, to a receiver of which nothing is known. */
class SendCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ITWIN = "itwin-0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  private static final String TYPE = "iModels.iModelDeleted.v1";
  private static final Map<String, String> SECRETS =
      Map.of(
          "itwin", ITWIN,
          "aps", "aps5f3a9c71d2e84b60",
          "github", "It's a Secret to Everybody",
          "standard-webhooks", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private CommandRun commands;

  @SuppressWarnings("NullAway.Init")
  private AnsweringServer server;

  private volatile int status = 200;

  @BeforeEach
  void start() throws Exception {
    server = new AnsweringServer(callback -> status);
    commands =
        new CommandRun(
            folder,
            SECRETS.entrySet().stream()
                .map(secret -> secret.getKey() + ".secret=" + secret.getValue())
                .toArray(String[]::new));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int send(String... arguments) {
    String[] all =
        Stream.of(Stream.of("send"), Stream.of(arguments), Stream.of("--url", server.url()))
            .flatMap(part -> part)
            .toArray(String[]::new);
    return commands.run(all);
  }

  private Callback only() {
    assertThat(server.received()).hasSize(1);
    return server.received().get(0);
  }

  private JsonNode body(Callback callback) throws IOException {
    return JSON.readTree(callback.body());
  }

  private static boolean isRight(String scheme, Callback callback) {
    return Diagnosis.of(
            SchemeSettings.of(Map.of("scheme", scheme)),
            List.of(SECRETS.getOrDefault(scheme, "")),
            Map.of(),
            callback,
            Instant.now())
        .authentic();
  }

  private String file(String content) throws IOException {
    return commands.file("body.json", content).toString();
  }

  @Test
  void aSampleIsSignedAndHasIdsAndTimesOfItsOwn() throws Exception {
    assertThat(send("itwin", TYPE)).isZero();
    assertThat(send("itwin", TYPE)).isZero();

    assertThat(server.received()).hasSize(2);
    assertThat(server.received()).allMatch(callback -> isRight("itwin", callback));
    assertThat(body(server.received().get(0)).path("eventType").asText()).isEqualTo(TYPE);
    assertThat(body(server.received().get(0)).path("messageId").asText())
        .isNotBlank()
        .isNotEqualTo(body(server.received().get(1)).path("messageId").asText());
    assertThat(commands.out())
        .contains("POST " + server.url() + " " + TYPE)
        .containsPattern("200 so it is after [0-9,]+ ms \\(iTwin waits 5 s\\)")
        .contains("delivered");
  }

  static Stream<String> schemes() {
    return SECRETS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void aFileIsSentAsItIsUnderEveryScheme(String scheme) throws Exception {
    String body = "{ \"a\" : \"ü\" }\r\n";

    assertThat(send(scheme, "--file", file(body))).isZero();

    assertThat(new String(only().body(), StandardCharsets.UTF_8)).isEqualTo(body);
    assertThat(isRight(scheme, only())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void aCorruptedSignatureIsWrongAndNotDeliveredEvenWhenItIsAccepted(String scheme)
      throws Exception {
    String body = file("{}");
    assertThat(send(scheme, "--corrupt", "--file", body)).isZero();
    assertThat(isRight(scheme, only())).isFalse();
    assertThat(commands.out()).contains("this receiver does not verify");

    status = 401;
    assertThat(send(scheme, "--corrupt", "--file", body)).isOne();
    assertThat(commands.out()).contains("The wrong signature was refused, as it should be");
  }

  @Test
  void gitHubAndApsNameTheDeliveryInHeaders() throws Exception {
    assertThat(send("github", "push", "--file", file("{}"))).isZero();
    assertThat(only().header("X-GitHub-Event")).isEqualTo("push");
    assertThat(only().header("X-GitHub-Delivery")).hasSize(36);

    assertThat(send("aps", "dm.version.added")).isZero();
    assertThat(server.received().get(1).header("x-adsk-delivery-id")).contains("~", "/");
  }

  @ParameterizedTest
  @CsvSource({
    "itwin, 200, 0, delivered",
    "itwin, 201, 1, takes exactly 200",
    "itwin, 204, 1, deactivates the webhook",
    "itwin, 401, 1, The receiver has another secret or scheme",
    "itwin, 503, 1, cannot keep it now",
    "aps, 202, 0, delivered",
    "aps, 302, 1, takes any 2xx",
    "aps, 404, 1, no callback route",
    "github, 204, 0, delivered",
    "github, 500, 1, repeated only by hand",
    "standard-webhooks, 410, 1, after 410 never again"
  })
  void itSaysWhatTheProviderMakesOfTheAnswer(String scheme, int answer, int code, String said)
      throws Exception {
    status = answer;

    assertThat(send(scheme, "--file", file("{}"))).isEqualTo(code);

    assertThat(commands.out()).contains(answer + " ").contains(said);
  }

  @Test
  void withoutAnAnswerItIsNotDelivered() throws Exception {
    String url = server.url();
    server.close();

    assertThat(commands.run("send", "itwin", TYPE, "--url", url)).isOne();

    assertThat(commands.out()).contains("no answer", "nothing listens at 127.0.0.1:");
  }

  @Test
  void aReceiverThatSpeaksNoTlsIsSaidToBeThat() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                try (Socket client = plain.accept()) {
                  client
                      .getOutputStream()
                      .write("HTTP/1.1 400 no\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                  client.getInputStream().readAllBytes();
                } catch (IOException closed) {
                  throw new UncheckedIOException(closed);
                }
              });
      answering.start();

      assertThat(
              commands.run(
                  "send", "itwin", TYPE, "--url", "https://127.0.0.1:" + plain.getLocalPort()))
          .isOne();

      answering.join(20_000);
      // Which of the two depends on whether the client reads the answer before it sees the end.
      assertThat(commands.out())
          .contains("no answer")
          .containsPattern(
              "no TLS connection to 127.0.0.1:|the connection to 127.0.0.1:\\d+ ended .* no TLS");
    }
  }

  @Test
  void valuesOfTheBodyAreSet() throws Exception {
    assertThat(
            send(
                "itwin",
                TYPE,
                "--set=content.userId=42",
                "--set=/iTwinId=null",
                "--set=messageId={\"a\":[1]}",
                "--set=content.new.deep=true",
                "--add"))
        .isZero();

    JsonNode body = body(only());
    assertThat(body.path("content").path("userId").isTextual()).isTrue();
    assertThat(body.path("content").path("userId").asText()).isEqualTo("42");
    assertThat(body.path("iTwinId").isNull()).isTrue();
    assertThat(body.path("messageId").path("a").path(0).asInt()).isOne();
    assertThat(body.path("content").path("new").path("deep").isBoolean()).isTrue();
    assertThat(isRight("itwin", only())).isTrue();
  }

  @Test
  void aValueThatTheBodyHasNotIsRefusedWithTheOneThatWasMeant() {
    assertThat(send("itwin", TYPE, "--set=content.userid=me")).isEqualTo(2);
    assertThat(commands.err())
        .contains("the body has no content.userid. Did you mean content.userId?", "--add");
    assertThat(send("itwin", TYPE, "--set=userId=me")).isEqualTo(2);
    assertThat(commands.err()).contains("Did you mean content.userId?");
    assertThat(send("itwin", TYPE, "--set=nothing=me")).isEqualTo(2);
    assertThat(commands.err()).contains("It has content, content.");
    assertThat(send("itwin", TYPE, "--set=messageId")).isEqualTo(2);
    assertThat(send("itwin", TYPE, "--set=messageId.x=1", "--add")).isEqualTo(2);
    assertThat(server.received()).isEmpty();
  }

  @Test
  void anUnknownTypeIsRefusedWithTheOneThatWasMeant() {
    assertThat(send("itwin", "iModels.iModelDeletd.v1")).isEqualTo(2);
    assertThat(commands.err())
        .startsWith("dromedary send: itwin has no event type 'iModels.iModelDeletd.v1'.")
        .contains("Did you mean " + TYPE + "?");
    assertThat(send("github", "push")).isEqualTo(2);
    assertThat(commands.err()).contains("no event types of source github", "--file");
    assertThat(send("itwin")).isEqualTo(2);
    assertThat(send("itwin", TYPE, "--count=0")).isEqualTo(2);
    assertThat(send("itwin", TYPE, "--rate=0")).isEqualTo(2);
    assertThat(commands.run("send", "itwin", TYPE, "--url=ftp://h/")).isEqualTo(2);
    assertThat(server.received()).isEmpty();
  }

  @Test
  void aTypeOfSeveralSystemsNeedsItsSystem() throws Exception {
    assertThat(send("aps", "item.created")).isEqualTo(2);
    assertThat(commands.err()).contains("say --system with one of adsk.upchain.");

    assertThat(send("aps", "item.created", "--system=adsk.upchain.live")).isZero();
    assertThat(body(only()).path("hook").path("system").asText()).isEqualTo("adsk.upchain.live");

    assertThat(send("aps", "dm.version.added", "--system=derivative")).isEqualTo(2);
    assertThat(commands.err()).contains("not in the system derivative, but in data");
  }

  @Test
  void manyAreSentAndCounted() throws Exception {
    assertThat(send("itwin", TYPE, "--count=40", "--json")).isZero();

    assertThat(server.received()).hasSize(40);
    assertThat(server.received().stream().map(callback -> callback.header("Signature")).distinct())
        .hasSize(40);
    List<String> lines = commands.out().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode row = JSON.readTree(lines.get(0));
    assertThat(row.path("status").asInt()).isEqualTo(200);
    assertThat(row.path("count").asInt()).isEqualTo(40);
    assertThat(row.path("min").asLong())
        .isLessThanOrEqualTo(row.path("median").asLong())
        .isLessThanOrEqualTo(row.path("max").asLong());
    JsonNode result = JSON.readTree(lines.get(1)).path("result");
    assertThat(result.path("sent").asInt()).isEqualTo(40);
    assertThat(result.path("accepted").asInt()).isEqualTo(40);
  }

  @Test
  void oneThatIsRefusedAmongManyIsSeen() throws Exception {
    server.close();
    server = new AnsweringServer(callback -> server.received().size() == 3 ? 503 : 200);

    assertThat(send("itwin", TYPE, "--count=5", "--connections=1")).isOne();

    assertThat(commands.out())
        .contains("200 so it is", "503 so it is", "4 of 5 sent")
        .containsPattern("ANSWER +COUNT +MIN MS +MEDIAN MS +MAX MS +TO THE PROVIDER");
  }

  @Test
  void theRateIsKept() throws Exception {
    long began = System.nanoTime();

    assertThat(send("itwin", TYPE, "--count=6", "--rate=10")).isZero();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(500));
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(20);
  }

  @Test
  void freshIdsAreGivenToAFileOnlyWhenAsked() throws Exception {
    String captured =
        "{\"messageId\":\"m-1\", \"enqueuedDateTime\":\"11/3/2023 8:07:01 PM\", \"x\":1}";
    assertThat(send("itwin", "--file", file(captured))).isZero();
    assertThat(send("itwin", "--fresh", "--file", file(captured))).isZero();

    assertThat(server.received().get(0).body())
        .isEqualTo(captured.getBytes(StandardCharsets.UTF_8));
    JsonNode fresh = body(server.received().get(1));
    assertThat(fresh.path("messageId").asText()).hasSize(36);
    assertThat(fresh.path("enqueuedDateTime").asText()).doesNotContain("2023");
    assertThat(fresh.path("x").asInt()).isOne();
    assertThat(isRight("itwin", server.received().get(1))).isTrue();
  }

  @Test
  void furtherHeadersStandOverTheUsualOnes() throws Exception {
    assertThat(
            send("itwin", TYPE, "-H", "X-Trace: 7", "-H", "content-type: application/cloudevents"))
        .isZero();

    assertThat(only().header("X-Trace")).isEqualTo("7");
    assertThat(only().headers("Content-Type")).containsExactly("application/cloudevents");
    assertThat(send("itwin", TYPE, "-H", "Host: elsewhere")).isEqualTo(2);
    assertThat(commands.err()).contains("cannot send").contains("Host");
  }

  @Test
  void aSecretForOneSubscriptionSendsEventsOfThatOne() throws Exception {
    String secret = commands.file("named.txt", "hook-17=" + ITWIN).toString();

    assertThat(send("itwin", TYPE, "--secret-file", secret)).isZero();

    assertThat(body(only()).path("webhookId").asText()).isEqualTo("hook-17");
    assertThat(isRight("itwin", only())).isTrue();
  }
}
