package io.dromedary.callback;

/**
 * Hears of requests that the HTTP server refused, to count them. Found in the Camel registry by
 * type. Called on an event loop: it must not wait.
 */
public interface CallbackListener {
  /**
   * One request or connection was refused.
   *
   * @param reason one of a few fixed words, for example {@code body} or {@code draining}
   * @param status the answer, or 0 when the connection was closed without one
   */
  void refused(String reason, int status);
}
