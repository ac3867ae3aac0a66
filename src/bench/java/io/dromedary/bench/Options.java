package io.dromedary.bench;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is run, and how long. System properties change it: {@code docs/performance.md}, at its end.
 *
 * @param quick everything small; the figures are not worth much, and go to {@code target/bench}
 *     only
 * @param only one scenario; null for all
 * @param project its folder
 * @param rounds of the comparison
 * @param round how long each of its rounds sends
 * @param warmUp how long each contestant is warmed up
 * @param latencyTime how long callbacks are sent at a fixed rate
 * @param longRun callbacks of the long run
 * @param deliver how long events are delivered at a fixed rate
 * @param deliverPerSecond that rate; 0: 85 % of what it can do
 * @param burst callbacks while every target is down
 * @param backlog events of the large backlog
 * @param starts how often the start is measured
 */
record Options(
    boolean quick,
    @Nullable String only,
    Path project,
    int rounds,
    Duration round,
    Duration warmUp,
    Duration latencyTime,
    int longRun,
    Duration deliver,
    int deliverPerSecond,
    int burst,
    int backlog,
    int starts) {

  static Options ofSystem(Path project) {
    boolean quick = Boolean.getBoolean("bench.quick");
    String only = System.getProperty("bench", "");
    return new Options(
        quick,
        only.isEmpty() || only.equals("all") ? null : only,
        project,
        number("bench.rounds", quick ? 2 : 5),
        seconds("bench.round", quick ? 1 : 3),
        seconds("bench.warmUp", quick ? 2 : 12),
        seconds("bench.latency", quick ? 3 : 8),
        number("bench.longRun", quick ? 20_000 : 1_000_000),
        seconds("bench.deliver", quick ? 8 : 60),
        number("bench.deliverPerSecond", 0),
        number("bench.burst", quick ? 5_000 : 100_000),
        number("bench.backlog", quick ? 50_000 : 1_000_000),
        number("bench.starts", quick ? 2 : 10));
  }

  /** For people. */
  String sizes() {
    return "%s%d rounds of %d s for each number of connections, after %d s of warm-up"
        .formatted(
            quick ? "quick, so the figures say little: " : "",
            rounds,
            round.toSeconds(),
            warmUp.toSeconds());
  }

  Path jar() {
    return project.resolve("target/dromedary.jar");
  }

  /** Without Kafka and PostgreSQL; built by the profile {@code slim}. */
  Path slimJar() {
    return project.resolve("target/dromedary-slim.jar");
  }

  Path routes() {
    return project.resolve("routes");
  }

  Path work() {
    return project.resolve("target/bench");
  }

  Path sources() {
    return project.resolve("src/bench");
  }

  private static int number(String key, int otherwise) {
    String given = System.getProperty(key, "");
    return given.isEmpty() ? otherwise : Integer.parseInt(given);
  }

  private static Duration seconds(String key, int otherwise) {
    return Duration.ofSeconds(number(key, otherwise));
  }
}
