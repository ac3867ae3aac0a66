package io.dromedary.event;

import org.jspecify.annotations.Nullable;

/** How the callbacks of each source are read now. Thread-safe. */
@FunctionalInterface
public interface EnvelopeReaders {

  /**
   * How to read a callback.
   *
   * @param source who sent it
   * @param route the id of the callback route that took it; null when not known. Another route of
   *     the source stands in for one that is not there any more
   * @throws IllegalArgumentException when the options of that source make no sense; says which
   */
  EnvelopeReader of(String source, @Nullable String route);
}
