package io.dromedary.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.PostgresServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The applications of {@code src/hosts}, each built from its own pom against the jar of this build,
 * do what they promise: an event that was answered 200 is there after a power cut, once, and
 * arrives.
 */
class HostsIT {
  private static final String CALLBACKS = "/callbacks/itwin";

  @TempDir private Path folder = Path.of("");

  /** How one of the applications is started, and where its events are. */
  private interface Started {
    Host start() throws Exception;
  }

  @Test
  void aProgramWithoutAFrameworkKeepsAndDelivers() throws Exception {
    int port = Host.freePort();
    Map<String, String> environment = Map.of("ITWIN_SECRET", SignedBody.SECRET);
    List<String> options = List.of("-Dhttp.port=" + port);
    keepsAndDelivers(
        () -> Host.start("plain", folder, port, environment, options, List.of()), embedded());
  }

  @Test
  void aCamelMainApplicationKeepsAndDelivers() throws Exception {
    int port = Host.freePort();
    int management = Host.freePort();
    Map<String, String> environment = Map.of("ITWIN_SECRET", SignedBody.SECRET);
    List<String> options =
        List.of("-Dcamel.server.port=" + port, "-Dcamel.management.port=" + management);
    Started started = () -> Host.start("camel-main", folder, port, environment, options, List.of());
    keepsAndDelivers(started, embedded());
    try (Host host = started.start()) {
      assertThat(host.get(management, "/observe/health").body())
          .contains("\"store\"", "\"sources\"", "\"targets\"");
      assertThat(host.get(management, "/observe/metrics").body())
          .containsPattern("dromedary_backlog\\{.*target=\"archive\"");
    }
  }

  @Test
  void aSpringBootApplicationKeepsInItsOwnDatabaseAndDelivers() throws Exception {
    int port = Host.freePort();
    try (PostgresServer postgres = PostgresServer.start()) {
      List<String> arguments =
          List.of(
              "--server.port=" + port,
              // Not the variable: Spring's environment is asked for secrets too.
              "--itwin.secret=" + SignedBody.SECRET,
              "--spring.datasource.url=" + postgres.url(),
              "--spring.datasource.username=postgres",
              "--camel.component.inbox.node-name=one");
      keepsAndDelivers(
          () -> Host.start("spring-boot", folder, port, Map.of(), List.of(), arguments),
          new HostStore(postgres::connect, "dromedary."));
    }
  }

  private HostStore embedded() {
    return new HostStore(
        () -> DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/dromedary.db")),
        "");
  }

  private void keepsAndDelivers(Started started, HostStore store) throws Exception {
    SignedBody model = SignedBody.event("iModels.iModelDeleted.v1", "model-1");
    SignedBody form = SignedBody.event("forms.formCreated.v1", "form-1");
    Path archive = folder.resolve("archive");
    // In the way of the folder: nothing can be delivered.
    Files.writeString(archive, "");
    try (Host host = started.start()) {
      assertThat(host.post(CALLBACKS, model.bytes()).statusCode()).as("unsigned").isEqualTo(401);
      HttpResponse<String> wrong =
          host.post(CALLBACKS, model.bytes(), "Signature", form.signature());
      assertThat(wrong.statusCode()).as("signed wrongly").isEqualTo(401);
      assertThat(wrong.body()).isEqualTo("unauthorized\n");
      assertThat(wrong.headers().map())
          .as("what came in is not echoed")
          .doesNotContainKey("signature");
      assertThat(store.events()).isEmpty();

      assertThat(post(host, model)).as("authentic").isEqualTo(200);
      assertThat(post(host, model)).as("repeated").isEqualTo(200);
      assertThat(post(host, form)).as("of another type").isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(store.events()).containsExactly("model-1 routed", "form-1 unrouted"));
      host.kill();
    }
    assertThat(store.body("model-1")).isEqualTo(model.bytes());
    assertThat(store.deliveries()).containsExactly("model-1 archive pending");

    Files.delete(archive);
    try (Host host = started.start()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(archive.resolve("model-1.json")).hasBinaryContent(model.bytes()));
      assertThat(post(host, model)).as("repeated after the crash").isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(store.deliveries()).containsExactly("model-1 archive delivered"));
      assertThat(store.events()).containsExactly("model-1 routed", "form-1 unrouted");

      assertThat(host.terminate()).as("SIGTERM").isEqualTo(143);
      assertThat(host.errors()).isEmpty();
    }
  }

  private static int post(Host host, SignedBody body) throws Exception {
    return host.post(
            CALLBACKS,
            body.bytes(),
            "Content-Type",
            "application/json",
            "Signature",
            body.signature())
        .statusCode();
  }
}
