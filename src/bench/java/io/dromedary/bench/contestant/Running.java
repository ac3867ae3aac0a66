package io.dromedary.bench.contestant;

import io.dromedary.bench.load.Address;
import io.dromedary.bench.load.Arrivals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A contestant that runs. */
public interface Running extends AutoCloseable {
  /** Where it takes callbacks. */
  Address address();

  /** All of its processes, those of its database too. */
  List<ProcessHandle> processes();

  /** What it writes to its output. */
  Path log();

  /** Ends the receiver and leaves its store. */
  void stop();

  /**
   * Adds the id of every callback that is in the store of a receiver that was stopped.
   *
   * @return false when it keeps nothing
   */
  boolean addKept(Arrivals kept) throws Exception;

  /** Ends what still runs, and removes what it wrote. */
  @Override
  void close() throws IOException;
}
