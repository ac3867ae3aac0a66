package io.dromedary.host;

import io.dromedary.cli.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** An application of {@code src/hosts}, as its own pom built it, running as a process. */
final class Host implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final ChildProcess process;
  private final int port;

  private Host(ChildProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it, and returns when it answers on its port.
   *
   * @param name the folder in {@code src/hosts}
   * @param folder the working folder
   * @param port where callbacks are to be taken; options or arguments say so to it
   * @param options further ones of the JVM
   */
  static Host start(
      String name,
      Path folder,
      int port,
      Map<String, String> environment,
      List<String> options,
      List<String> arguments)
      throws IOException {
    List<String> program = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    program.addAll(options);
    program.addAll(List.of("-jar", jar(name).toString()));
    ChildProcess process = ChildProcess.start(List.of(), folder, environment, program, arguments);
    Host host = new Host(process, port);
    try {
      host.awaitAnswer();
      return host;
    } catch (AssertionError | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** What the application's own build made. */
  private static Path jar(String name) throws IOException {
    Path target =
        Path.of(System.getProperty("dromedary.hosts", "target/hosts"), name, "target")
            .toAbsolutePath();
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("callbacks-.*\\.jar"))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(target + " has no jar: run mvn pre-integration-test"));
    }
  }

  /** A port that is free now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAnswer() {
    try {
      Awaitility.await()
          .atMost(LONGEST_START)
          .pollInterval(Duration.ofMillis(100))
          .failFast(() -> process.hasEnded())
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(this::takesCallbacks);
    } catch (TerminalFailureException | ConditionTimeoutException e) {
      throw new AssertionError("it has not started; it said\n" + process.output(), e);
    }
  }

  /** Its server may listen before its routes do. */
  private boolean takesCallbacks() throws IOException, InterruptedException {
    int status = post("/callbacks/itwin", new byte[] {'{', '}'}).statusCode();
    return status == 401;
  }

  /** Posts a body, with headers as name, value, ... */
  HttpResponse<String> post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return send(request(path, headers).POST(BodyPublishers.ofByteArray(body)));
  }

  /** Asks another port of this machine, or this one. */
  HttpResponse<String> get(int otherPort, String path) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + otherPort + path))
            .timeout(Duration.ofSeconds(30)));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(port, path);
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  /** What it has logged so far. */
  String output() {
    return process.output();
  }

  /** Lines of its log that say something is wrong. */
  List<String> errors() {
    List<String> errors = new ArrayList<>();
    output().lines().filter(line -> line.contains(" ERROR ")).forEach(errors::add);
    return errors;
  }

  /** As a power cut ends it. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** As a service manager ends it; the exit code. */
  int terminate() throws InterruptedException {
    process.terminate();
    return process.exitCode(Duration.ofSeconds(40));
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
