package io.dromedary.callback;

/**
 * Whether a part that callbacks depend on can take them now, for load balancers. Found in the Camel
 * registry by type; asked on a worker thread, by several at once.
 */
public interface Readiness {
  /** Whether it is ready; an exception counts as no. */
  boolean ready();
}
