package io.dromedary.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a data folder. One process has it; the system takes it back when that ends,
 * however it ends.
 */
public final class DataLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  /**
   * Those that this process has. It must not even open the file of one of them: to close it again
   * would give back the lock, since the system counts by process.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Path data;
  private final Path held;

  private DataLock(FileChannel channel, Path data, Path held) throws IOException {
    this.channel = channel;
    this.data = data;
    this.held = held;
    // One before that was killed may have left its own.
    Owner.forget(data);
  }

  /**
   * Takes the lock, and waits for it a while: the one before may be on its way out.
   *
   * @param option which names another folder, for what is said when it cannot be had
   * @throws StoreException when somebody else keeps it; the message names that process
   */
  public static DataLock acquire(Path data, Duration patience, String option) {
    try {
      Files.createDirectories(data);
      long deadline = System.nanoTime() + patience.toNanos();
      DataLock lock = take(data);
      while (lock == null) {
        if (System.nanoTime() - deadline >= 0) {
          throw new StoreException(
              "the data folder "
                  + data.toAbsolutePath()
                  + " belongs to a Dromedary that is running ("
                  + describe(data)
                  + "); stop that one, or give this one another folder with "
                  + option,
              null);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE.toMillis()));
        lock = take(data);
      }
      return lock;
    } catch (IOException e) {
      throw unwritable(data, option, e);
    }
  }

  /**
   * Takes the lock if nobody has it; else null. The folder must be there.
   *
   * @param option which names another folder, for what is said when it cannot be written
   */
  public static @Nullable DataLock tryAcquire(Path data, String option) {
    try {
      return take(data);
    } catch (IOException e) {
      throw unwritable(data, option, e);
    }
  }

  private static @Nullable DataLock take(Path data) throws IOException {
    Path held = data.toRealPath();
    if (!HELD.add(held)) {
      return null;
    }
    FileChannel channel = null;
    DataLock taken = null;
    try {
      channel = open(data);
      taken = channel.tryLock() == null ? null : new DataLock(channel, data, held);
      return taken;
    } finally {
      if (taken == null) {
        if (channel != null) {
          channel.close();
        }
        HELD.remove(held);
      }
    }
  }

  private static FileChannel open(Path data) throws IOException {
    return FileChannel.open(
        data.resolve("dromedary.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static StoreException unwritable(Path data, String option, IOException e) {
    return new StoreException(
        "the data folder " + data.toAbsolutePath() + " cannot be written: " + why(e, option), e);
  }

  private static String why(IOException e, String option) {
    if (e instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way; move it, or name another folder with " + option;
    }
    if (e instanceof AccessDeniedException denied) {
      return "this user may not write "
          + denied.getFile()
          + "; give it the right to, or use the user that Dromedary runs as";
    }
    return e.getMessage() + "; give this user the right to, or name another folder with " + option;
  }

  private static String describe(Path data) {
    Owner owner = Owner.read(data);
    return owner == null ? "which has not said who it is" : owner.toString();
  }

  /** Says who holds the lock, and where it can be reached. */
  public void announce(Owner owner) throws IOException {
    owner.write(data);
  }

  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try {
      Owner.forget(data);
    } finally {
      channel.close();
      HELD.remove(held);
    }
  }
}
