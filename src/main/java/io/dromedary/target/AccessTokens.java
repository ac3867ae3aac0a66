package io.dromedary.target;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The token of now: kept until shortly before its end, and fetched by one thread for all that wait
 * for it; they share its failure, too. Thread-safe.
 */
final class AccessTokens {
  /** Where tokens come from. */
  interface Fetch {
    /**
     * A new token.
     *
     * @throws IOException when there is none
     */
    AccessToken fetch() throws IOException;
  }

  private final Fetch source;
  private final LongSupplier nanoTime;
  private @Nullable AccessToken current;
  private long usedUntil;
  private @Nullable CompletableFuture<AccessToken> fetching;

  /**
   * @param nanoTime a clock that never jumps
   */
  AccessTokens(Fetch source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  /**
   * The token to use now.
   *
   * @throws IOException when none can be had; an interrupt ends the waiting
   */
  String current() throws IOException {
    CompletableFuture<AccessToken> fetch;
    boolean mine = false;
    synchronized (this) {
      AccessToken kept = current;
      if (kept != null && nanoTime.getAsLong() - usedUntil < 0) {
        return kept.text();
      }
      if (fetching == null) {
        fetching = new CompletableFuture<>();
        mine = true;
      }
      fetch = fetching;
    }
    if (mine) {
      fetch(fetch);
    }
    return result(fetch);
  }

  /** The other side does not take this token: another one is fetched, if that is not done yet. */
  synchronized void refused(String token) {
    if (current != null && current.text().equals(token)) {
      current = null;
    }
  }

  private void fetch(CompletableFuture<AccessToken> fetch) {
    long asked = nanoTime.getAsLong();
    AccessToken token = null;
    long until = asked;
    Throwable failure = null;
    try {
      AccessToken fetched = source.fetch();
      until = asked + fetched.used().toNanos();
      token = fetched;
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
    synchronized (this) {
      current = token;
      usedUntil = until;
      fetching = null;
    }
    if (token != null) {
      fetch.complete(token);
    } else {
      fetch.completeExceptionally(failure);
    }
  }

  private static String result(CompletableFuture<AccessToken> fetch) throws IOException {
    try {
      return fetch.get().text();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while it waited for an access token");
    } catch (ExecutionException e) {
      throw new IOException("there is no access token", e.getCause());
    }
  }
}
