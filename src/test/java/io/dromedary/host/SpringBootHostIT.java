package io.dromedary.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is peculiar to Spring Boot: its web server, its health and metrics, its properties. */
class SpringBootHostIT {
  private static final String CALLBACKS = "/callbacks/itwin";
  private static final String TYPE = "iModels.iModelDeleted.v1";
  private static final String NO_DATABASE =
      "--spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration";

  @TempDir private static Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // by start
  private static Host host;

  @SuppressWarnings("NullAway.Init") // by start
  private static HostStore store;

  @BeforeAll
  static void start() throws IOException {
    host =
        start(
            folder,
            "--dromedary.data=data",
            "--dromedary.http.max-body-size=1MB",
            "--camel.component.inbox.max-evnts=5");
    store =
        new HostStore(
            () -> DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/dromedary.db")),
            "");
  }

  @AfterAll
  static void stop() throws IOException {
    host.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=ISO-8859-1",
        "text/plain; charset=UTF-16",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x"
      })
  void theBytesThatWereSignedAreKeptWhateverTheirContentType(String type) throws Exception {
    String id = "id-" + type.hashCode();
    SignedBody body = SignedBody.event(TYPE, id);
    assertThat(post(host, body, "Content-Type", type).statusCode()).isEqualTo(200);
    assertThat(store.body(id)).isEqualTo(body.bytes());
  }

  @Test
  void aPackedBodyIsKeptAsItWasReceived() throws Exception {
    SignedBody packed = SignedBody.of(gzip(SignedBody.event(TYPE, "packed").bytes()));
    assertThat(post(host, packed, "Content-Encoding", "gzip").statusCode()).isEqualTo(200);
    assertThat(store.body("packed")).isEqualTo(packed.bytes());
  }

  @Test
  void bytesThatAreNoTextAreStillAuthentic() throws Exception {
    SignedBody noText =
        SignedBody.of(
            new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'});
    assertThat(post(host, noText).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyOverTheLimitIsRefusedWithoutATraceOfTheServer() throws Exception {
    HttpResponse<String> refused = post(host, SignedBody.of(new byte[1536 * 1024]));
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body()).isEqualTo("the body is too large\n");
  }

  @Test
  void anotherMethodIsRefusedAsTheProviderExpects() throws Exception {
    HttpResponse<String> refused = host.get(CALLBACKS);
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void itsHealthHasOurs() throws Exception {
    HttpResponse<String> health = host.get("/actuator/health");
    assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
    assertThat(health.body())
        .contains("\"dromedary\":{\"status\":\"UP\"", "\"store\":\"UP\"", "\"targets\":\"UP\"");
  }

  @Test
  void itsMetricsHaveOurs() throws Exception {
    assertThat(post(host, SignedBody.event(TYPE, "counted")).statusCode()).isEqualTo(200);
    assertThat(host.get("/actuator/prometheus").body())
        .containsPattern("dromedary_accepted_total\\{.*source=\"itwin\".*} [1-9]");
  }

  @Test
  void anOptionThatIsNoneIsSaidAndTakesNothingDown() {
    assertThat(host.errors()).singleElement().asString().contains("camel.component.inbox.maxEvnts");
  }

  @Test
  void itStaysUpWithoutAPlaceForEventsAndSaysWhatToDo(@TempDir Path other) throws Exception {
    try (Host without = start(other)) {
      HttpResponse<String> refused = post(without, SignedBody.event(TYPE, "lost"));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      HttpResponse<String> health = without.get("/actuator/health");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body()).contains("camel.component.inbox.data");
      assertThat(without.errors())
          .singleElement()
          .asString()
          .contains("camel.component.inbox.data", "DataSource");
      assertThat(without.terminate()).isEqualTo(143);
    }
  }

  private static Host start(Path folder, String... options) throws IOException {
    int port = Host.freePort();
    List<String> arguments =
        new ArrayList<>(
            List.of("--server.port=" + port, "--itwin.secret=" + SignedBody.SECRET, NO_DATABASE));
    arguments.addAll(List.of(options));
    return Host.start("spring-boot", folder, port, Map.of(), List.of(), arguments);
  }

  private static HttpResponse<String> post(Host host, SignedBody body, String... headers)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!all.contains("Content-Type")) {
      all.addAll(List.of("Content-Type", "application/json"));
    }
    all.addAll(List.of("Signature", body.signature()));
    return host.post(CALLBACKS, body.bytes(), all.toArray(String[]::new));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
