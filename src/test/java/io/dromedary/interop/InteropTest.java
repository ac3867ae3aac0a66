package io.dromedary.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.runtime.Dromedary;
import io.dromedary.runtime.Settings;
import io.dromedary.signature.SchemeSettings;
import io.dromedary.signature.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Others sign and we verify, over HTTP; we sign and others verify; each refuses what is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropTest {
  private static final List<String> BODIES =
      List.of(
          "{\"type\":\"a.b.v1\",\"eventType\":\"a.b.v1\"}",
          "{ \"text\" : \"Brücke 桥 🐪 \\u00e9\",\r\n\t\"n\" : 1.50 }\n",
          "[]");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;

  @SuppressWarnings("NullAway.Init")
  private Node node;

  @SuppressWarnings("NullAway.Init")
  private Dromedary dromedary;

  InteropTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  void start() throws Exception {
    node = Node.start();
    List<String> configuration = new ArrayList<>();
    Map<String, String> secrets = new LinkedHashMap<>();
    Files.createDirectories(folder.resolve("routes"));
    for (Sides sides : Sides.ALL) {
      Files.writeString(
          folder.resolve("routes/" + sides.source() + ".camel.yaml"), sides.routeFile());
      secrets.put(
          sides.source().toUpperCase(Locale.ROOT).replace('-', '_') + "_SECRET", sides.secret());
    }
    Path config = Files.write(folder.resolve("application.properties"), configuration);
    dromedary =
        Dromedary.start(
            Settings.read(
                new Settings.Options(
                    config,
                    folder.resolve("routes"),
                    folder.resolve("data"),
                    0,
                    0,
                    Map.of("dromedary.host", "127.0.0.1")),
                secrets::get));
  }

  @AfterAll
  void stop() {
    if (dromedary != null) {
      dromedary.close();
    }
    if (node != null) {
      node.close();
    }
  }

  static Stream<Arguments> cases() {
    return Sides.all().flatMap(sides -> BODIES.stream().map(body -> Arguments.of(sides, body)));
  }

  private int post(Sides sides, byte[] body, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + dromedary.port() + "/callbacks/" + sides.source()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private Map<String, String> theySign(Sides sides, byte[] body) throws IOException {
    ObjectNode request =
        sides
            .request(node, "sign")
            .put("body", Node.base64(body))
            .put("id", "msg_" + Instant.now().toEpochMilli())
            .put("seconds", Instant.now().getEpochSecond());
    return Node.headers(node.ask(request));
  }

  private boolean theyVerify(Sides sides, byte[] body, Map<String, String> headers)
      throws IOException {
    ObjectNode request = sides.request(node, "verify").put("body", Node.base64(body));
    ObjectNode all = request.putObject("headers");
    headers.forEach(all::put);
    return node.ask(request).path("right").asBoolean();
  }

  private static Map<String, String> weSign(Sides sides, byte[] body, boolean right) {
    Signer signer = new Signer(SchemeSettings.of(sides.yaml()), sides.secret());
    long now = Instant.now().getEpochSecond();
    return right ? signer.headers(body, "msg_1", now) : signer.wrongHeaders(body, "msg_1", now);
  }

  private static byte[] changed(byte[] body) {
    byte[] changed = body.clone();
    changed[changed.length / 2] ^= 1;
    return changed;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatTheySignWeAcceptAndNothingElse(Sides sides, String text) throws Exception {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = theySign(sides, body);

    assertThat(post(sides, body, headers)).isEqualTo(200);
    assertThat(post(sides, changed(body), headers)).isEqualTo(401);
    assertThat(post(sides, body, Map.of())).isEqualTo(401);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatWeSignTheyAcceptAndNothingElse(Sides sides, String text) throws Exception {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = weSign(sides, body, true);

    assertThat(theyVerify(sides, body, headers)).isTrue();
    assertThat(theyVerify(sides, changed(body), headers)).isFalse();
    assertThat(theyVerify(sides, body, weSign(sides, body, false))).isFalse();
  }
}
