package io.dromedary.runtime;

import static org.awaitility.Awaitility.await;

import io.dromedary.Provider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole runtime inside the process of a test: the shipped routes, free ports, a configuration
 * file and a data folder of its own, and secrets from an environment that only it has.
 */
final class RunningDromedary implements AutoCloseable {
  static final String ITWIN_SECRET = "itwin-0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  static final String APS_SECRET = "aps5f3a9c71d2e84b60";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Dromedary dromedary;

  private RunningDromedary(Dromedary dromedary) {
    this.dromedary = dromedary;
  }

  /** How it is to be started. */
  static final class Setup {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> configuration = new ArrayList<>();
    private Path routes = Path.of("routes");
    private int port;
    private int managementPort;

    private Setup(Path folder) {
      this.folder = folder;
      environment.put("ITWIN_SECRET", ITWIN_SECRET);
      environment.put("APS_SECRET", APS_SECRET);
    }

    /** A line of the configuration file. */
    Setup with(String line) {
      configuration.add(line);
      return this;
    }

    Setup environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    Setup withoutSecrets() {
      environment.clear();
      return this;
    }

    Setup routes(Path other) {
      routes = other;
      return this;
    }

    Setup ports(int callbacks, int management) {
      port = callbacks;
      managementPort = management;
      return this;
    }

    Path config() {
      return folder.resolve("application.properties");
    }

    Path data() {
      return folder.resolve("data");
    }

    Settings settings() throws IOException, StartException {
      Files.createDirectories(folder);
      Files.write(config(), configuration);
      return Settings.read(
          new Settings.Options(
              config(),
              routes,
              data(),
              port,
              managementPort,
              Map.of("dromedary.host", "127.0.0.1")),
          environment::get);
    }

    RunningDromedary start() throws IOException, StartException {
      return new RunningDromedary(Dromedary.start(settings()));
    }
  }

  /** The shipped routes, both secrets, and everything else below a folder. */
  static Setup in(Path folder) {
    return new Setup(folder);
  }

  /** A copy of the shipped routes, to be changed. */
  static Path copyOfRoutes(Path into) throws IOException {
    Path shipped = Path.of("routes");
    try (var files = Files.walk(shipped)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = into.resolve(shipped.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    return into;
  }

  Provider itwin() {
    return new Provider("itwin", ITWIN_SECRET, dromedary.port());
  }

  Provider aps() {
    return new Provider("aps", APS_SECRET, dromedary.port());
  }

  Dromedary dromedary() {
    return dromedary;
  }

  Path data() {
    return dromedary.settings().data();
  }

  /** What the store holds, as another process reads it. */
  StoredRows stored() {
    return StoredRows.of(dromedary.settings());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(dromedary.port(), path);
  }

  HttpResponse<String> health() throws IOException, InterruptedException {
    return get(dromedary.managementPort(), "/observe/health");
  }

  /** With the details of each check. */
  HttpResponse<String> healthInFull() throws IOException, InterruptedException {
    return get(dromedary.managementPort(), "/observe/health?data=true");
  }

  HttpResponse<String> metrics() throws IOException, InterruptedException {
    return get(dromedary.managementPort(), "/observe/metrics");
  }

  private static HttpResponse<String> get(int port, String path)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .build(),
        BodyHandlers.ofString());
  }

  /** Waits until everything that was accepted is routed and delivered. */
  void awaitDelivered() {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                dromedary.store().unrouted() == 0
                    && dromedary.store().pendingDeliveries().values().stream()
                        .allMatch(pending -> pending == 0));
  }

  @Override
  public void close() {
    dromedary.close();
  }
}
