package io.dromedary.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a data folder. One process has it; the system takes it back when that ends,
 * however it ends.
 */
final class DataLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final FileChannel channel;
  private final Path owner;

  private DataLock(FileChannel channel, Path owner) {
    this.channel = channel;
    this.owner = owner;
  }

  /**
   * Takes the lock, and waits for it a while: the one before may be on its way out.
   *
   * @throws StartException when another process keeps it; the message names that process
   */
  static DataLock acquire(Path data, Duration patience) throws StartException {
    Path owner = data.resolve("dromedary.owner");
    try {
      Files.createDirectories(data);
      FileChannel channel =
          FileChannel.open(
              data.resolve("dromedary.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      long deadline = System.nanoTime() + patience.toNanos();
      while (lock(channel) == null) {
        if (System.nanoTime() - deadline >= 0) {
          channel.close();
          throw new StartException(
              "the data folder "
                  + data.toAbsolutePath()
                  + " belongs to a Dromedary that is running ("
                  + describe(owner)
                  + "); stop that one, or give this one another folder with --data",
              null);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE.toMillis()));
      }
      return new DataLock(channel, owner);
    } catch (IOException e) {
      throw new StartException(
          "the data folder " + data.toAbsolutePath() + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by another runtime in this very process.
      return null;
    }
  }

  private static String describe(Path owner) {
    try {
      return Files.readString(owner).strip().replace('\n', ' ');
    } catch (IOException e) {
      return "which has not said who it is";
    }
  }

  /** Says who holds the lock, and where it can be reached. */
  void announce(String managementAddress) throws IOException {
    Files.writeString(
        owner, "pid=" + ProcessHandle.current().pid() + "\nmanagement=" + managementAddress + "\n");
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(owner);
    channel.close();
  }
}
