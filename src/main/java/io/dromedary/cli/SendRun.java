package io.dromedary.cli;

import io.dromedary.provider.AnswerRule;
import io.dromedary.provider.Reply;
import io.dromedary.provider.Sender;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Sends a number of callbacks, and counts what came back. */
final class SendRun {
  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(100);

  final URI to;
  final AnswerRule rule;
  final boolean corrupt;
  final @Nullable String type;
  private final Sender sender;
  private final Map<String, Kind> kinds = new TreeMap<>();
  private int bytes;
  private boolean ended;

  /** The body of each callback. */
  @FunctionalInterface
  interface Bodies {
    byte[] next() throws CommandFailure;
  }

  /**
   * How many, and how fast.
   *
   * @param rate a second; null for as fast as they are answered
   * @param connections how many may wait for an answer at once
   */
  record Pace(int count, @Nullable Double rate, int connections) {}

  /** Answers that mean the same to the provider. */
  static final class Kind {
    final Reply first;
    final @Nullable String refusal;
    final List<Long> millis = new ArrayList<>();

    Kind(Reply first, @Nullable String refusal) {
      this.first = first;
      this.refusal = refusal;
    }

    boolean accepted() {
      return refusal == null;
    }

    /** Of 0 the fastest, of 1 the slowest. */
    long millisAt(double part) {
      List<Long> sorted = millis.stream().sorted().toList();
      return sorted.get((int) Math.round((sorted.size() - 1) * part));
    }
  }

  SendRun(Sender sender, URI to, @Nullable String type, AnswerRule rule, boolean corrupt) {
    this.sender = sender;
    this.to = to;
    this.type = type;
    this.rule = rule;
    this.corrupt = corrupt;
  }

  /** Returns when all that was sent is answered, or given up; at once when it is cancelled. */
  void run(Bodies bodies, Pace pace, IntConsumer progress, BooleanSupplier cancelled)
      throws CommandFailure, InterruptedException {
    Semaphore connections = new Semaphore(pace.connections);
    long began = System.nanoTime();
    for (int i = 0; i < pace.count && !cancelled.getAsBoolean(); i++) {
      long due = pace.rate == null ? began : began + (long) (i * 1e9 / pace.rate);
      if (!waited(due, cancelled)) {
        break;
      }
      if (!acquired(connections, 1, () -> {}, cancelled)) {
        break;
      }
      send(bodies.next(), connections);
      progress.accept(answered());
    }
    acquired(connections, pace.connections, () -> progress.accept(answered()), cancelled);
    end();
  }

  private static boolean acquired(
      Semaphore connections, int permits, Runnable meanwhile, BooleanSupplier cancelled)
      throws InterruptedException {
    while (!connections.tryAcquire(permits, GLANCE, TimeUnit.NANOSECONDS)) {
      meanwhile.run();
      if (cancelled.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  /** What is answered later would change the counts while they are shown. */
  private synchronized void end() {
    ended = true;
  }

  private void send(byte[] body, Semaphore connections) throws CommandFailure {
    bytes = body.length;
    try {
      var unused =
          sender
              .send(to, body, type)
              .whenComplete(
                  (reply, failure) -> {
                    count(reply);
                    connections.release();
                  });
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(2, "cannot send to " + to + ": " + e.getMessage());
    }
  }

  private static boolean waited(long due, BooleanSupplier cancelled) throws InterruptedException {
    long left = due - System.nanoTime();
    while (left > 0) {
      TimeUnit.NANOSECONDS.sleep(Math.min(left, GLANCE));
      if (cancelled.getAsBoolean()) {
        return false;
      }
      left = due - System.nanoTime();
    }
    return true;
  }

  synchronized void count(Reply reply) {
    if (ended) {
      return;
    }
    String refusal = rule.refusal(reply);
    boolean late = refusal != null && reply.time().compareTo(rule.deadline()) > 0;
    String kind = (reply.status() == null ? reply.text() : reply.status()) + (late ? " late" : "");
    kinds
        .computeIfAbsent(kind, first -> new Kind(reply, refusal))
        .millis
        .add(reply.time().toMillis());
  }

  /** By status, those without an answer last. */
  synchronized Collection<Kind> kinds() {
    return List.copyOf(kinds.values());
  }

  synchronized int answered() {
    return kinds.values().stream().mapToInt(kind -> kind.millis.size()).sum();
  }

  synchronized int accepted() {
    return kinds.values().stream()
        .filter(Kind::accepted)
        .mapToInt(kind -> kind.millis.size())
        .sum();
  }

  /** Of the last body. */
  int bytes() {
    return bytes;
  }
}
