package io.dromedary.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A provider with several connections: sends in bursts, writes down every answer, and sends again
 * what was not answered 200.
 */
final class HonestClient implements AutoCloseable {
  private static final int TICK_MILLIS = 50;
  private static final int SECONDS_TO_END = 40;

  private final Ledger ledger;
  private final int port;
  private final ProviderKeys keys;
  private final ScheduledExecutorService connections;
  private final List<Sender> senders = new ArrayList<>();

  private HonestClient(Ledger ledger, int port, ProviderKeys keys, int connections) {
    this.ledger = ledger;
    this.port = port;
    this.keys = keys;
    this.connections = Executors.newScheduledThreadPool(connections);
  }

  /**
   * Begins to send.
   *
   * @param perSecond events in all, on average
   */
  static HonestClient start(
      Ledger ledger, int port, int connections, int perSecond, Random random) {
    ProviderKeys keys = new ProviderKeys(ProviderConnection.SECRETS);
    return start(ledger, port, keys, connections, perSecond, random);
  }

  /**
   * Begins to send, signed with keys that may change meanwhile.
   *
   * @param perSecond events in all, on average
   */
  static HonestClient start(
      Ledger ledger, int port, ProviderKeys keys, int connections, int perSecond, Random random) {
    HonestClient client = new HonestClient(ledger, port, keys, connections);
    int burst = Math.max(1, 2 * perSecond * TICK_MILLIS / 1000 / connections);
    for (int i = 0; i < connections; i++) {
      Sender sender = client.new Sender(new Random(random.nextLong()), burst);
      client.senders.add(sender);
      client.connections.scheduleWithFixedDelay(sender, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
    return client;
  }

  /**
   * Sends again all that was not answered 200, until it is.
   *
   * @return whether all of it was
   */
  static boolean sendOpen(Ledger ledger, int port) throws IOException {
    try (ProviderConnection connection = ProviderConnection.open(port)) {
      // Each once: what is refused again is not waited for here.
      for (Sent event = ledger.takeOpen(); event != null; event = ledger.takeOpen()) {
        int status = connection.post(event);
        ledger.answered(event, status);
        if (status != 200) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Sends one event on a connection of its own.
   *
   * @return the status it was answered with
   */
  static int sendOne(Ledger ledger, int port, Random random) throws IOException {
    return send(ledger, port, Sent.any(random));
  }

  /** Sends a certain event that was never sent before. */
  static int send(Ledger ledger, int port, Sent event) throws IOException {
    if (!ledger.send(event)) {
      throw new IllegalArgumentException("sent before: " + event);
    }
    try (ProviderConnection connection = ProviderConnection.open(port)) {
      int status = connection.post(event);
      ledger.answered(event, status);
      return status;
    }
  }

  private final class Sender implements Runnable {
    private final Random random;
    private final int burst;
    private volatile @Nullable ProviderConnection connection;

    Sender(Random random, int burst) {
      this.random = random;
      this.burst = burst;
    }

    @Override
    public void run() {
      int count = random.nextInt(burst + 1);
      for (int i = 0; i < count && !connections.isShutdown(); i++) {
        Sent event = next();
        if (!send(event)) {
          return;
        }
      }
    }

    private Sent next() {
      Sent again = random.nextInt(4) == 0 ? ledger.takeOpen() : null;
      Sent event = again;
      while (event == null) {
        Sent fresh = Sent.any(random);
        event = ledger.send(fresh) ? fresh : null;
      }
      return event;
    }

    /** Whether the connection is still good. */
    private boolean send(Sent event) {
      try {
        ProviderConnection open = connection;
        if (open == null) {
          open = ProviderConnection.open(port, keys);
          connection = open;
        }
        int status = open.post(event);
        ledger.took(open.lastNanos());
        ledger.answered(event, status);
        return true;
      } catch (IOException e) {
        ledger.unanswered(event);
        disconnect();
        return false;
      }
    }

    private void disconnect() {
      ProviderConnection broken = connection;
      connection = null;
      if (broken != null) {
        try {
          broken.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Sends no more; returns when the answers that are under way have come. */
  void end() throws InterruptedException {
    connections.shutdown();
    if (!connections.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
      throw new AssertionError("requests have had no answer for " + SECONDS_TO_END + " s");
    }
  }

  /** Cuts what is still connected. */
  @Override
  public void close() {
    connections.shutdownNow();
    senders.forEach(Sender::disconnect);
  }
}
