package io.dromedary.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that has its name only when it is whole and on the disk. Closed before that, nothing is
 * left of it.
 */
final class UnfinishedFile implements AutoCloseable {
  private final Path file;
  private final Path part;

  /**
   * @throws FileAlreadyExistsException when there is a file of that name
   */
  UnfinishedFile(Path file) throws IOException {
    this.file = file.toAbsolutePath();
    this.part = this.file.resolveSibling(this.file.getFileName() + ".part");
    refuseExisting();
    Files.createDirectories(part.getParent());
    remove();
  }

  private void refuseExisting() throws FileAlreadyExistsException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString(), null, "name a file that is not there");
    }
  }

  /** Where to write it meanwhile. */
  Path path() {
    return part;
  }

  /** Gives it its name, durably. */
  void finish() throws IOException {
    refuseExisting();
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    FolderSync.sync(file);
  }

  @Override
  public void close() throws IOException {
    remove();
  }

  private void remove() throws IOException {
    for (String suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
      Files.deleteIfExists(part.resolveSibling(part.getFileName() + suffix));
    }
  }
}
