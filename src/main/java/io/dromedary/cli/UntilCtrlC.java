package io.dromedary.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a command that the process is asked to end, and gives it a moment to end in order: then
 * nothing that it has in hand is left half done.
 */
final class UntilCtrlC implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final CountDownLatch done = new CountDownLatch(1);
  private final @Nullable Integer exitCode;
  private volatile boolean happened;
  private @Nullable Thread hook;

  private UntilCtrlC(@Nullable Integer exitCode) {
    this.exitCode = exitCode;
  }

  static UntilCtrlC listen() {
    return listen(null);
  }

  /**
   * For a command that goes on until it is told to end: then that is done, and is no failure, as it
   * would be said to be otherwise. It must have nothing in hand.
   */
  static UntilCtrlC thenDone() {
    return listen(Main.DONE);
  }

  private static UntilCtrlC listen(@Nullable Integer exitCode) {
    UntilCtrlC listening = new UntilCtrlC(exitCode);
    Thread hook = new Thread(listening::end, "dromedary-cancel");
    listening.hook = hook;
    Runtime.getRuntime().addShutdownHook(hook);
    return listening;
  }

  private void end() {
    happened = true;
    Integer code = exitCode;
    if (code != null) {
      Runtime.getRuntime().halt(code);
    }
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
    Thread listening = hook;
    if (listening != null && !happened) {
      try {
        Runtime.getRuntime().removeShutdownHook(listening);
      } catch (IllegalStateException e) {
        // It has just happened: the hook runs, and need not wait.
        happened = true;
      }
    }
  }
}
