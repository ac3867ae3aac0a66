package io.dromedary.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where an inbox learns how much room there is for what it accepts. */
@FunctionalInterface
public interface FreeSpace {
  /**
   * Bytes that can still be written. May take long, as with a disk behind a network; asked by one
   * thread of its own.
   *
   * @throws IOException when it cannot be found out
   */
  long bytes() throws IOException;

  /** The disk that a folder is on. */
  static FreeSpace of(Path folder) {
    return () -> Files.getFileStore(folder).getUsableSpace();
  }
}
