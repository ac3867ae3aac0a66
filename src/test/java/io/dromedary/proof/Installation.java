package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder that {@code init} has filled, as a user has it: with the shipped routes, of which only
 * the times between redeliveries are shorter.
 */
final class Installation {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final List<String> ANY_PORTS = List.of("--port", "0", "--management-port", "0");

  private static final Map<String, Integer> QUICK =
      Map.of(
          "maximumRedeliveries", 1000,
          "redeliveryDelay", 200,
          "maximumRedeliveryDelay", 1000,
          "attemptTimeout", 6000,
          "halfOpenAfter", 200,
          "maximumHalfOpenAfter", 1000);
  private static final Map<String, Integer> QUICK_KAFKA =
      Map.of("maxBlockMs", 1500, "requestTimeoutMs", 1000, "deliveryTimeoutMs", 2000);

  private final Path folder;

  private Installation(Path folder) {
    this.folder = folder;
  }

  /** Makes one in an empty folder. */
  static Installation in(Path folder) throws Exception {
    try (ChildProcess init = ChildProcess.start(folder, Map.of(), "init")) {
      assertThat(init.exitCode(Duration.ofSeconds(60))).as(init.output()).isZero();
    }
    Installation made = new Installation(folder);
    made.redeliverSoon();
    return made;
  }

  /** The same policies, faster and longer: these tests are not about waiting. */
  private void redeliverSoon() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("routes/targets"))) {
      for (Path file : files.toList()) {
        String quick = Files.readString(file);
        for (Map.Entry<String, Integer> option : QUICK.entrySet()) {
          quick = with(option.getKey(), option.getValue(), quick);
        }
        for (Map.Entry<String, Integer> option : QUICK_KAFKA.entrySet()) {
          quick =
              quick.replaceAll(
                  option.getKey() + ": \\d+", option.getKey() + ": " + option.getValue());
        }
        assertThat(quick).contains("redeliveryDelay: 200", "halfOpenAfter: 200");
        Files.writeString(file, quick);
      }
    }
  }

  /** The same route with an option of its delivery, set or changed. */
  private static String with(String option, int value, String route) {
    String setting = option + ": " + value;
    String changed = route.replaceAll("\\b" + option + ": \\d+", setting);
    return changed.contains(setting)
        ? changed
        : changed.replaceFirst("(uri: delivery:.*\n +parameters:(\n +))", "$1" + setting + "$2");
  }

  /** Changes one of its files. */
  Installation edit(String file, UnaryOperator<String> change) throws IOException {
    Path edited = folder.resolve(file);
    String before = Files.readString(edited);
    String after = change.apply(before);
    assertThat(after).as("the change of %s", file).isNotEqualTo(before);
    Files.writeString(edited, after);
    return this;
  }

  /** Adds a line to the configuration. */
  Installation with(String line) throws IOException {
    Files.writeString(
        folder.resolve("config/application.properties"), line + "\n", StandardOpenOption.APPEND);
    return this;
  }

  Path folder() {
    return folder;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path store() {
    return data().resolve("dromedary.db");
  }

  /** Starts the jar on free ports. */
  ChildProcess start() throws IOException {
    return start(List.of(), Map.of());
  }

  /** Starts the jar with a further environment, through another program or directly. */
  ChildProcess start(List<String> through, Map<String, String> further) throws IOException {
    return ChildProcess.start(
        through,
        folder,
        environment(further),
        List.of("-jar", ChildProcess.jar().toString()),
        ANY_PORTS);
  }

  /** Starts the jar on free ports, with secrets from elsewhere than its environment. */
  ChildProcess startWithSecretsOf(Map<String, String> further) throws IOException {
    Map<String, String> environment = environment(further);
    environment.keySet().removeIf(name -> name.endsWith("_SECRET"));
    return ChildProcess.start(
        List.of(), folder, environment, List.of("-jar", ChildProcess.jar().toString()), ANY_PORTS);
  }

  /** Starts a main class of the tests with the classes of the jar. */
  ChildProcess start(List<String> through, Class<?> main) throws IOException {
    String tests = main.getProtectionDomain().getCodeSource().getLocation().getPath();
    return ChildProcess.start(
        through,
        folder,
        environment(Map.of()),
        List.of("-cp", tests + ":" + ChildProcess.jar(), main.getName()),
        ANY_PORTS);
  }

  /** What its environment says: the secrets, and that only this machine may send. */
  static Map<String, String> environment() {
    return environment(Map.of());
  }

  private static Map<String, String> environment(Map<String, String> further) {
    Map<String, String> environment = new HashMap<>(further);
    environment.put("DROMEDARY_HOST", "127.0.0.1");
    ProviderConnection.SECRETS.forEach(
        (source, secret) -> environment.put(source.toUpperCase(Locale.ROOT) + "_SECRET", secret));
    return environment;
  }

  /** The metrics page of a running child. */
  static String metrics(ChildProcess child) throws IOException, InterruptedException {
    return get(child.managementPort(), "/observe/metrics");
  }

  /** The health page of a running child, whatever its status. */
  static String health(ChildProcess child) throws IOException, InterruptedException {
    return get(child.managementPort(), "/observe/health");
  }

  private static String get(int port, String path) throws IOException, InterruptedException {
    return CLIENT
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  /**
   * The sum of all series of a metric that match.
   *
   * @param series the name, and perhaps the beginning of the labels, as a regular expression
   */
  static double metric(ChildProcess child, String series) throws IOException, InterruptedException {
    Matcher lines =
        Pattern.compile("(?m)^" + series + "[^ ]* (?<value>\\S+)$").matcher(metrics(child));
    double sum = 0;
    while (lines.find()) {
      sum += Double.parseDouble(lines.group("value"));
    }
    return sum;
  }
}
