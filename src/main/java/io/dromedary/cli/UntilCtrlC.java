package io.dromedary.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a command that the process is asked to end, and gives it a moment to end in order: then
 * nothing that it has in hand is left half done.
 */
final class UntilCtrlC implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean happened;

  private UntilCtrlC() {}

  static UntilCtrlC listen() {
    UntilCtrlC listening = new UntilCtrlC();
    Runtime.getRuntime().addShutdownHook(new Thread(listening::end, "dromedary-cancel"));
    return listening;
  }

  private void end() {
    happened = true;
    try {
      done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean happened() {
    return happened;
  }

  /** The command has ended; the process need not wait for it. */
  @Override
  public void close() {
    done.countDown();
  }
}
