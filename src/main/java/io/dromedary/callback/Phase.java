package io.dromedary.callback;

/** Where the server stands: only in RUNNING does it take callbacks. */
enum Phase {
  STARTING,
  RUNNING,
  DRAINING
}
