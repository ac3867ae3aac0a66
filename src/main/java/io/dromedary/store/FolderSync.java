package io.dromedary.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes the names in a folder durable. */
public final class FolderSync {
  private FolderSync() {}

  /** Returns when the folder of this file is on the disk with all its names. */
  public static void sync(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    // Elsewhere folders cannot be opened, and need not be.
    if (folder != null && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
