package io.dromedary.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks at the backlog twice a second, from its start until it is ended. */
final class BacklogSampler implements AutoCloseable {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Backlog backlog;
  private final long began = System.nanoTime();
  private final Map<String, List<List<Double>>> series = new LinkedHashMap<>();
  private final List<List<Double>> deepest = new ArrayList<>();
  private final Thread thread = new Thread(this::sample, "bench-backlog");
  private volatile boolean ended;
  private volatile @Nullable Exception failed;

  private BacklogSampler(Backlog backlog) {
    this.backlog = backlog;
  }

  static BacklogSampler start(Backlog backlog) {
    BacklogSampler sampler = new BacklogSampler(backlog);
    sampler.thread.start();
    return sampler;
  }

  private void sample() {
    try {
      while (!ended) {
        Map<String, Double> now = backlog.now();
        double seconds = (System.nanoTime() - began) / 1e9;
        now.forEach(
            (name, depth) ->
                series
                    .computeIfAbsent(name, any -> new ArrayList<>())
                    .add(List.of(seconds, depth)));
        deepest.add(List.of(seconds, Backlog.deepest(now)));
        LockSupport.parkNanos(EVERY_NANOS);
      }
    } catch (IOException | InterruptedException e) {
      failed = e;
    }
  }

  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** By name: points of seconds and events. Only after {@link #close}. */
  Map<String, List<List<Double>>> series() {
    return series;
  }

  /** The most that was before any target from one second to another one. Only after the end. */
  double most(double from, double to) {
    return deepest.stream()
        .filter(point -> point.get(0) >= from && point.get(0) <= to)
        .mapToDouble(point -> point.get(1))
        .max()
        .orElse(Double.NaN);
  }

  @Override
  public void close() throws IOException {
    ended = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Exception failure = failed;
    if (failure != null) {
      throw new IOException("cannot look at the backlog", failure);
    }
  }
}
