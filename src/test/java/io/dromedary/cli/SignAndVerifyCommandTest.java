package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that sign a body, and that say whether a captured request is right. */
class SignAndVerifyCommandTest {
  /** docs/contracts.md, section A4. */
  private static final String ITWIN_SECRET =
      "4eb25d308ef2a9722ffbd7a2b7e5026f9d1f2feaca5999611d4ef8692b1ad70d";

  private static final String ITWIN_BODY =
      "{\"content\":{\"userId\":\"e5c7ae4f-2d72-4319-b96a-d46492e4f860\",\"imodelId\":\"72640bf2-2173-4276-b896-c157bee0df76\"},\"eventType\":\"iModels.iModelDeleted.v1\",\"iTwinId\":\"ce40a55a-6954-4de3-85c7-f796c3e423d9\",\"messageId\":\"32369e4b-c9ff-47e4-b422-83b97247ce5b\",\"webhookId\":\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\",\"enqueuedDateTime\":\"11/3/2023 8:07:01 PM\"}";

  private static final String ITWIN_SIGNATURE =
      "sha256=7546086f6e48a8f76c06321c140bbb6bd1d9a4b539a62623efe94455d86f5738";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private CommandRun commands;

  @BeforeEach
  void configure() throws Exception {
    commands =
        new CommandRun(
            folder,
            "itwin.secret=an-older-secret-of-32-characters!," + ITWIN_SECRET,
            "aps.secret=awffbvdb3trf4fvdfbUyt39suHnbe5Mnrks3",
            "github.secret=It's a Secret to Everybody",
            "plant.secret=plant-secret",
            "standard-webhooks.secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    commands.file(
        "routes/plant.camel.yaml",
        """
        - beans:
            - name: plantSignature
              type: io.dromedary.signature.SignatureProcessor
              properties:
                scheme: hmac
                secret: plant.secret
                header: X-Plant
                prefix: "v1="
                algorithm: HmacSHA512
                encoding: base64
                signed: "{timestamp}.{body}"
                timestampHeader: "{{plant.header:X-Plant-Time}}"
        - route:
            id: plant-callback
            from:
              uri: platform-http:/callbacks/plant
              steps:
                - process:
                    ref: plantSignature
                - to:
                    uri: inbox:plant
        """);
  }

  private String file(String body) throws Exception {
    return commands.file("body.json", body).toString();
  }

  @Test
  void aPublishedVectorIsSigned() throws Exception {
    commands.file("secret.txt", ITWIN_SECRET + "\n");
    String secret = commands.path("secret.txt").toString();

    assertThat(commands.run("sign", "itwin", file(ITWIN_BODY), "--secret-file", secret)).isZero();

    assertThat(commands.out()).isEqualTo("Signature: " + ITWIN_SIGNATURE + System.lineSeparator());
  }

  @Test
  void standardWebhooksAreSignedWithIdAndTime() throws Exception {
    assertThat(
            commands.run(
                "sign",
                "standard-webhooks",
                "--id=msg_p5jXN8AQM9LWM0D4loKWxJek",
                "--timestamp=1614265330",
                file("{\"test\": 2432232314}")))
        .isZero();

    assertThat(commands.out().lines())
        .containsExactly(
            "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp: 1614265330",
            "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void programsGetTheHeadersAsJson() throws Exception {
    assertThat(commands.run("sign", "github", "--json", file("Hello, World!"))).isZero();

    JsonNode result = new ObjectMapper().readTree(commands.out()).path("result");
    assertThat(result.path("headers").path("X-Hub-Signature-256").asText())
        .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  @Test
  void aCurlCommandIsReadyToRun() throws Exception {
    String body = file("Hello, World!");

    assertThat(commands.run("sign", "github", "--curl", "--url", "http://h/it's", body)).isZero();

    assertThat(commands.out())
        .startsWith("curl -i 'http://h/it'\\''s' -H 'Content-Type: application/json' -H 'X-Hub-")
        .endsWith(" --data-binary '@" + body + "'" + System.lineSeparator());
  }

  @Test
  void aSourceSignsAsItsRouteSays() throws Exception {
    String body = file("{}");
    assertThat(commands.run("sign", "plant", body)).isZero();
    String[] lines = commands.out().split("\\R");
    assertThat(lines).hasSize(2);
    assertThat(lines[0]).matches("X-Plant-Time: [0-9]{10}");
    assertThat(lines[1]).matches("X-Plant: v1=[0-9A-Za-z+/]{86}==");

    assertThat(commands.run("verify", "plant", "-H", lines[0], "-H", lines[1], body)).isZero();
    assertThat(commands.out())
        .contains("right: signed with the secret of plant.secret")
        .contains("HmacSHA512 of {timestamp}.{body}, as base64 in the header X-Plant");
  }

  @Test
  void aSchemeCanBeSaidOnTheCommandLine() throws Exception {
    String body = file("{}");
    String[] scheme = {
      "--scheme=hmac", "--signature-header=X-Sig", "--prefix=s=", "--encoding=base64"
    };

    assertThat(
            commands.run(
                Stream.concat(
                        Stream.of("sign", "other", "--secret-key=plant.secret", body),
                        Stream.of(scheme))
                    .toArray(String[]::new)))
        .isZero();
    String header = commands.out().strip();
    assertThat(header).matches("X-Sig: s=[0-9A-Za-z+/]{43}=");

    assertThat(
            commands.run(
                Stream.concat(
                        Stream.of(
                            "verify", "other", "--secret-key=plant.secret", body, "-H", header),
                        Stream.of(scheme))
                    .toArray(String[]::new)))
        .isZero();
  }

  static Stream<String> schemes() {
    return Stream.of("itwin", "aps", "github", "standard-webhooks", "plant");
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void whatIsSignedIsVerifiedAndWhatIsChangedIsNot(String source) throws Exception {
    String body = file("{\"a\":\"ü\"}");
    assertThat(commands.run("sign", source, body)).isZero();
    String headers = commands.file("headers.txt", commands.out()).toString();

    assertThat(commands.run("verify", source, "--headers", headers, body)).isZero();
    String changed = commands.file("changed.json", "{\"a\":\"ö\"}").toString();
    assertThat(commands.run("verify", source, "--headers", headers, changed)).isOne();
    assertThat(commands.out()).contains("[unexplained]", "mend: ");
  }

  @Test
  void oneOfSeveralSecretsIsNamedByItsNumber() throws Exception {
    assertThat(
            commands.run(
                "verify", "itwin", "-H", "Signature: " + ITWIN_SIGNATURE, file(ITWIN_BODY)))
        .isZero();
    assertThat(commands.out()).contains("right: signed with secret 2 of 2 of itwin.secret");
  }

  @Test
  void theCauseAndItsMendAreSaidAndNoSecretAndNoDigest() throws Exception {
    assertThat(
            commands.run(
                "verify", "itwin", "-H", "signature: " + ITWIN_SIGNATURE, file(ITWIN_BODY + "\n")))
        .isOne();

    assertThat(commands.out())
        .contains("a line break was added to the body", "[body-newline-added]", "mend: ")
        .contains("found with secret 2 of 2 of itwin.secret")
        .doesNotContain(ITWIN_SECRET, ITWIN_SIGNATURE.substring(7));
  }

  @Test
  void programsGetTheDiagnosisAsJson() throws Exception {
    assertThat(
            commands.run(
                "verify",
                "itwin",
                "--json",
                "-H",
                "Signature: " + ITWIN_SIGNATURE,
                file(ITWIN_BODY + "\r\n")))
        .isOne();

    JsonNode result = new ObjectMapper().readTree(commands.out()).path("result");
    assertThat(result.path("right").asBoolean(true)).isFalse();
    assertThat(result.path("secret").asInt()).isEqualTo(2);
    assertThat(result.path("causes").path(0).path("cause").asText())
        .isEqualTo("body-newline-added");
  }

  @Test
  void aWholeRequestIsReadFromOneFile() throws Exception {
    String request =
        "POST /callbacks/itwin HTTP/1.1\r\nHost: h\r\nSignature: "
            + ITWIN_SIGNATURE
            + "\r\nContent-Type: application/json\r\n\r\n"
            + ITWIN_BODY;
    String file = commands.file("request.http", request).toString();

    assertThat(commands.run("verify", "itwin", "--request", file)).isZero();

    String unix = commands.file("unix.http", request.replace("\r\n", "\n")).toString();
    assertThat(commands.run("verify", "itwin", "--request", unix)).isZero();
  }

  @Test
  void aBodyInChunksIsPutTogether() throws Exception {
    String request =
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nSignature: "
            + ITWIN_SIGNATURE
            + "\r\n\r\n"
            + "10;x=y\r\n"
            + ITWIN_BODY.substring(0, 16)
            + "\r\n"
            + Integer.toHexString(ITWIN_BODY.length() - 16)
            + "\r\n"
            + ITWIN_BODY.substring(16)
            + "\r\n0\r\n\r\n";

    assertThat(
            commands.run(
                "verify", "itwin", "--request", commands.file("c.http", request).toString()))
        .isZero();
  }

  @Test
  void aCaptureOfStandardWebhooksIsOldUnlessAnyTimeWillDo() throws Exception {
    String body = file("{\"test\": 2432232314}");
    String headers =
        commands
            .file(
                "headers.txt",
                """
                webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek
                webhook-timestamp: 1614265330
                webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                """)
            .toString();

    assertThat(commands.run("verify", "standard-webhooks", "--headers", headers, body)).isOne();
    assertThat(commands.out()).contains("[timestamp-old]", "webhook-timestamp is ", " days old");
    assertThat(
            commands.run("verify", "standard-webhooks", "--any-time", "--headers", headers, body))
        .isZero();
  }

  @Test
  void aCallbackOfAnotherSourceOfTheFolderIsRecognised() throws Exception {
    String body = file(ITWIN_BODY);
    commands.file(
        "routes/itwin.camel.yaml", Files.readString(Path.of("routes/callbacks/itwin.camel.yaml")));

    assertThat(commands.run("verify", "aps", "-H", "Signature: " + ITWIN_SIGNATURE, body)).isOne();
    assertThat(commands.out())
        .contains("this is a callback of Bentley iTwin")
        .contains("the secret of itwin.secret");
  }

  @Test
  void whatMakesNoSenseIsRefused() throws Exception {
    String body = file("{}");
    assertThat(commands.run("sign", "plan", body)).isEqualTo(2);
    assertThat(commands.err())
        .startsWith("dromedary sign: there is no callback route of source 'plan' here")
        .contains("sources: plant", "Did you mean plant?");
    assertThat(commands.run("sign", "x", "--scheme=hmac", body)).isEqualTo(2);
    assertThat(commands.err()).contains("header is not set");
    assertThat(commands.run("verify", "itwin", "-H", "no header", body)).isEqualTo(2);
    assertThat(commands.run("verify", "itwin", "--request", body, body)).isEqualTo(2);
    assertThat(commands.run("sign", "itwin", folder.resolve("nowhere").toString())).isOne();
    assertThat(commands.err()).contains("cannot read", "nowhere");
  }

  @Test
  void withoutASecretItSaysHowToSetOne() throws Exception {
    assertThat(commands.run("sign", "none", "--scheme=github", file("{}"))).isEqualTo(3);
    assertThat(commands.err())
        .contains("none.secret", "NONE_SECRET", "--secret-file")
        .doesNotContain("\tat ");
  }

  @Test
  void programsGetAFailureAsJsonToo() throws Exception {
    assertThat(commands.run("sign", "plan", "--json", file("{}"))).isEqualTo(2);

    JsonNode error = new ObjectMapper().readTree(commands.out()).path("error");
    assertThat(error.path("kind").asText()).isEqualTo("bad-request");
    assertThat(error.path("message").asText()).contains("Did you mean plant?");
  }

  @Test
  void aSecretThatDoesNotFitIsNotRepeated() throws Exception {
    String secret = commands.file("s.txt", "tooShortASecret").toString();
    assertThat(commands.run("sign", "itwin", "--secret-file", secret, file("{}"))).isEqualTo(3);
    assertThat(commands.err()).contains("at least 32 characters").doesNotContain("tooShort");
  }

  @Test
  void aMistakeInARouteFileIsReportedWithItsPlace() throws Exception {
    commands.file(
        "routes/bad.camel.yaml",
        """
        - beans:
            - name: badSignature
              type: io.dromedary.signature.SignatureProcessor
              properties:
                scheme: nonsense
                secret: bad.secret
        - route:
            id: bad
            from:
              uri: platform-http:/bad
              steps:
                - process:
                    ref: badSignature
        """);
    assertThat(commands.run("sign", "plant", file("{}"))).isEqualTo(3);
    assertThat(commands.err()).contains("bad.camel.yaml:2:13", "there is no scheme nonsense");
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "sign"})
  void moreSecretsThanAreTriedAreAMistakeOfTheConfiguration(String command) throws Exception {
    String secrets = commands.file("secrets.txt", (ITWIN_SECRET + "\n").repeat(17)).toString();

    assertThat(commands.run(command, "itwin", file(ITWIN_BODY), "--secret-file", secrets))
        .isEqualTo(3);

    assertThat(commands.err())
        .contains(secrets + " has 17 secrets, and at most 16 are tried")
        .doesNotContain("unexpectedly", ITWIN_SECRET);
  }
}
