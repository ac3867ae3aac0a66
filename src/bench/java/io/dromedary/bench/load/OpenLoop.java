package io.dromedary.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Posts callbacks at a fixed rate, whether or not earlier ones are answered. Latency is counted
 * from when a request was due, so a server that stalls is not spared the requests that would have
 * come meanwhile (no coordinated omission). One thread sends, another one takes the answers: a
 * thread that does both would be late by the resolution of its wait.
 */
public final class OpenLoop {
  private static final long SILENCE_MILLIS = 30_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Address address;
  private final int connections;
  private final LongConsumer answered;

  public OpenLoop(Address address, int connections) {
    this(address, connections, count -> {});
  }

  /**
   * A loop that tells how far it is.
   *
   * @param connections at most; a request that is due while all of them wait is sent later, and its
   *     latency counts all the same
   * @param answered told the number of answers now and then, by the thread that takes them
   */
  public OpenLoop(Address address, int connections, LongConsumer answered) {
    this.address = address;
    this.connections = connections;
    this.answered = answered;
  }

  /**
   * Sends all requests.
   *
   * @throws IOException when a connection fails, or no answer comes for 30 s
   */
  public LoadResult run(SignedRequests requests, double perSecond)
      throws IOException, InterruptedException {
    List<Connection> open = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      BlockingQueue<Connection> free = new ArrayBlockingQueue<>(connections);
      for (int i = 0; i < connections; i++) {
        open.add(new Connection(selector, address));
      }
      free.addAll(open);
      return new Run(requests, free, selector).run(1e9 / perSecond);
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private final class Run {
    private final SignedRequests requests;
    private final BlockingQueue<Connection> free;
    private final Selector selector;
    private final Tally tally = new Tally();
    private final AtomicReference<@Nullable IOException> failed = new AtomicReference<>();
    private volatile long receiverCpu;

    Run(SignedRequests requests, BlockingQueue<Connection> free, Selector selector) {
      this.requests = requests;
      this.free = free;
      this.selector = selector;
    }

    LoadResult run(double nanosBetween) throws IOException, InterruptedException {
      Thread receiver = new Thread(this::receive, "bench-answers");
      receiver.start();
      long cpu = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < requests.count() && failed.get() == null; i++) {
        long due = tally.began() + (long) (i * nanosBetween);
        awaitTime(due);
        Connection connection = free.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (connection == null) {
          throw new IOException("callbacks are not answered any more: " + address);
        }
        connection.post(requests, i, due);
      }
      cpu = THREADS.getCurrentThreadCpuTime() - cpu;
      receiver.join();
      IOException failure = failed.get();
      if (failure != null) {
        throw failure;
      }
      return tally.result(requests.first(), cpu + receiverCpu);
    }

    private void awaitTime(long due) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }

    private void receive() {
      try {
        while (tally.answered() < requests.count()) {
          if (selector.select(SILENCE_MILLIS) == 0) {
            throw new IOException("callbacks are not answered any more: " + address);
          }
          for (SelectionKey key : selector.selectedKeys()) {
            Connection connection = (Connection) key.attachment();
            if (connection.isAnswered()) {
              tally.count(connection);
              free.add(connection);
            }
          }
          selector.selectedKeys().clear();
          answered.accept(tally.answered());
        }
      } catch (IOException e) {
        failed.set(e);
      } finally {
        receiverCpu = THREADS.getCurrentThreadCpuTime();
      }
    }
  }
}
