package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.LogLines;
import io.dromedary.Provider;
import io.dromedary.signature.Signer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The signature covers the bytes that came in, whatever the application's own server says. */
class RawBytesTest {
  private final Path data;
  private HostApplication host;

  RawBytesTest(@TempDir Path folder) {
    data = folder.resolve("data");
  }

  @BeforeEach
  void start() throws Exception {
    host = new HostApplication().inbox(inbox -> inbox.setData(data.toString())).start();
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private HttpResponse<String> post(byte[] body, String type, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.port() + "/callbacks/itwin"))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    new Signer("itwin", HostApplication.SECRET).headers(body, "", 0).forEach(request::header);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private List<byte[]> bodies() {
    return host.inbox()
        .store()
        .database()
        .read(
            "looking at the events",
            connection -> {
              try (var statement = connection.createStatement();
                  var rows = statement.executeQuery("select body from event order by seq")) {
                var bodies = new java.util.ArrayList<byte[]>();
                while (rows.next()) {
                  bodies.add(rows.getBytes(1));
                }
                return bodies;
              }
            });
  }

  private static byte[] body(String text) {
    return ("{\"eventType\":\"iModels.iModelDeleted.v1\",\"messageId\":\"m-1\",\"webhookId\":\"h\","
            + "\"content\":{\"name\":\""
            + text
            + "\"},\"enqueuedDateTime\":\"11/3/2023 8:07:01 PM\"}\r\n ")
        .getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "text/plain; charset=iso-8859-1",
        "application/octet-stream",
        "text/xml"
      })
  void bytesAreKeptAsTheyCame(String type) throws Exception {
    byte[] body = body("Brücke \\u00e9 \uD83D\uDC2A");

    assertThat(post(body, type).statusCode()).isEqualTo(200);
    assertThat(bodies()).containsExactly(body);
  }

  @Test
  void aBodyThatIsCompressedIsSignedAsItCame() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(body("gzip"));
    }

    assertThat(
            post(zipped.toByteArray(), "application/json", "Content-Encoding", "gzip").statusCode())
        .isEqualTo(200);
    assertThat(bodies()).containsExactly(zipped.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
  void aFormIsRefusedWithASentenceSinceItsBytesAreGone(String type) throws Exception {
    try (LogLines log = LogLines.of("io.dromedary")) {
      HttpResponse<String> answer = post(body("form"), type);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(bodies()).isEmpty();
      assertThat(log.warnings()).singleElement().asString().contains("Content-Type", "form");
    }
  }

  @Test
  void aSignatureInTheQueryDoesNotCount() throws Exception {
    byte[] body = body("query");
    String signature =
        new Signer("itwin", HostApplication.SECRET)
            .headers(body, "", 0)
            .values()
            .iterator()
            .next();

    assertThat(
            new Provider("itwin", "another secret of thirty-two chars", host.port())
                .sendTo("/callbacks/itwin?Signature=" + signature, body)
                .statusCode())
        .isEqualTo(401);
    assertThat(bodies()).isEmpty();
  }

  @Test
  void nothingOfTheRequestIsInTheAnswer() throws Exception {
    HttpResponse<String> answer = post(body("echo"), "application/json", "X-Mine", "42");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().map()).doesNotContainKeys("x-mine", "signature");
  }
}
