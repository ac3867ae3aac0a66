package io.dromedary.bench;

import io.dromedary.bench.contestant.Contestant;
import io.dromedary.bench.contestant.Running;
import io.dromedary.bench.contestant.Site;
import io.dromedary.bench.load.Arrivals;
import io.dromedary.bench.load.ClosedLoop;
import io.dromedary.bench.load.Ids;
import io.dromedary.bench.load.LoadResult;
import io.dromedary.bench.load.OpenLoop;
import io.dromedary.bench.load.Probe;
import io.dromedary.bench.load.SignedRequests;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * A contestant that runs and is sent callbacks. Counts what it was sent, accepts no refusal, and at
 * the end asks its store for every id.
 */
final class Entrant implements AutoCloseable {
  private static final long SEED = 20261122;
  private static final int FIRST_GUESS = 30_000;
  private static final double MORE = 1.5;
  private static final int OK = 200;
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final double QUIET_SHARE = 0.1;
  private static final long BUSY_SECONDS = 600;

  private final Contestant contestant;
  private final Running running;
  private final Ids ids = newIds();
  private long sent;
  private int wrongStatus;
  private double perSecond = FIRST_GUESS;

  private Entrant(Contestant contestant, Running running) {
    this.contestant = contestant;
    this.running = running;
  }

  /** Starts a contestant, and makes sure that it does check signatures. */
  static Entrant start(Contestant contestant, Site site) throws Exception {
    Entrant started = new Entrant(contestant, contestant.start(site));
    try {
      started.requireCheck();
      return started;
    } catch (IOException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /** How it answers a wrong signature. */
  int wrongStatus() {
    return wrongStatus;
  }

  String name() {
    return contestant.name();
  }

  Running running() {
    return running;
  }

  /** The ids that every entrant is sent. */
  static Ids newIds() {
    return new Ids(SEED);
  }

  Ids ids() {
    return ids;
  }

  /** How many callbacks it has answered with 200. */
  long sent() {
    return sent;
  }

  private void requireCheck() throws IOException {
    SignedRequests one = sign(1);
    wrongStatus = Probe.statusOfWrong(running.address(), one, 0);
    int right = Probe.status(running.address(), one, 0);
    if (wrongStatus / 100 == 2 || right != OK) {
      throw new IllegalStateException(
          "%s answers %d to a wrong signature and %d to a right one; see %s"
              .formatted(contestant.label(), wrongStatus, right, running.log()));
    }
    sent++;
  }

  /** Sends as fast as it answers. */
  LoadResult closed(int connections, Duration time) throws IOException {
    int count = (int) (perSecond * MORE * time.toMillis() / 1000) + connections;
    LoadResult result =
        accepted(new ClosedLoop(running.address(), connections).run(sign(count), time));
    perSecond = Math.max(perSecond, result.perSecond());
    return result;
  }

  /**
   * Sends so many as fast as it answers.
   *
   * @param answered told the number of answers now and then
   */
  LoadResult closed(int connections, int count, LongConsumer answered) throws IOException {
    return accepted(
        new ClosedLoop(running.address(), connections, answered)
            .run(sign(count), Duration.ofHours(1)));
  }

  /**
   * Sends at a fixed rate.
   *
   * @param answered told the number of answers now and then
   */
  LoadResult open(int connections, int rate, Duration time, LongConsumer answered)
      throws IOException, InterruptedException {
    int count = Math.toIntExact(time.toMillis() * rate / 1000);
    return accepted(new OpenLoop(running.address(), connections, answered).run(sign(count), rate));
  }

  private SignedRequests sign(int count) {
    return SignedRequests.sign(ids, sent, count, Session.SECRET);
  }

  private LoadResult accepted(LoadResult result) {
    if (result.refused() > 0) {
      throw new IllegalStateException(
          "%s refused %d of %d callbacks; see %s"
              .formatted(contestant.label(), result.refused(), result.sent(), running.log()));
    }
    sent += result.sent();
    return result;
  }

  /** Waits until nothing is left to do for it, so that it takes nothing from the next one. */
  void awaitQuiet() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BUSY_SECONDS);
    long before = cpuNanos();
    while (System.nanoTime() < deadline) {
      long began = System.nanoTime();
      LockSupport.parkNanos(QUIET_NANOS);
      long now = cpuNanos();
      if (now - before < QUIET_SHARE * (System.nanoTime() - began)) {
        return;
      }
      before = now;
    }
    throw new IllegalStateException(
        contestant.label() + " does not come to rest; see " + running.log());
  }

  /** Processor time of all its processes. */
  long cpuNanos() {
    return running.processes().stream()
        .mapToLong(each -> each.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
        .sum();
  }

  /** Ends it and looks for every id in its store, if it has one. */
  void finish() throws Exception {
    running.stop();
    Arrivals kept = new Arrivals(ids);
    if (running.addKept(kept)) {
      kept.requireAll(contestant.label(), 0, sent);
    }
  }

  @Override
  public void close() throws IOException {
    running.close();
  }
}
