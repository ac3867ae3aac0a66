package io.dromedary.store;

/** Follows a purge. Called on the thread that runs it. */
public interface PurgeListener {
  /** So many events were looked at by now, of about so many. */
  default void searched(long events, long all) {}

  /** An event that is to be purged, by source and event id. */
  default void found(String event) {}

  /** An event whose body is no JSON, so that it cannot be told whether it is meant. */
  default void unreadable(String event) {}

  /** Whether it is to be broken off. Asked between two steps. */
  default boolean cancelled() {
    return false;
  }
}
