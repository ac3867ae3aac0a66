package io.dromedary.target;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Forces folders to the disk, so that a name in them lasts a power failure. Threads that wait for
 * the same folder share one force: the first that begins after what they did. The folders above it
 * are forced once, when this process first meets the folder. Thread-safe.
 */
final class ForcedFolders {
  private static final int MOST_HELD = 64;

  private final Path above;
  private final Map<Path, Folder> folders = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param base what every folder is below, or is
   */
  ForcedFolders(Path base) {
    this.above = base;
  }

  /**
   * Returns when all names that the folder had before the call, and its own, are on the disk.
   *
   * @throws IOException when they may not be; an interrupt ends the waiting
   */
  void force(Path path) throws IOException {
    Folder folder = enter(path);
    try {
      folder.force();
    } finally {
      leave(folder);
    }
  }

  /** Forgets all of them, and holds none open; those that are met again are remembered anew. */
  void forgetAll() throws IOException {
    synchronized (folders) {
      for (Folder folder : folders.values()) {
        drop(folder);
      }
      folders.clear();
    }
  }

  /** How many are remembered. */
  int held() {
    synchronized (folders) {
      return folders.size();
    }
  }

  private Folder enter(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    synchronized (folders) {
      Folder known = folders.get(path);
      if (known != null && known.is(key)) {
        known.users++;
        return known;
      }
    }
    forceThoseAbove(path);
    // Held open, so that no other folder gets the key of this one while it is remembered.
    Folder met = new Folder(path, key, FileChannel.open(path, StandardOpenOption.READ));
    synchronized (folders) {
      Folder before = folders.put(path, met);
      if (before != null) {
        drop(before);
      }
      forgetOldest();
      met.users++;
    }
    return met;
  }

  private void leave(Folder folder) throws IOException {
    synchronized (folders) {
      folder.users--;
      if (folder.dropped && folder.users == 0) {
        folder.pin.close();
      }
    }
  }

  private void forgetOldest() throws IOException {
    Iterator<Folder> oldest = folders.values().iterator();
    while (folders.size() > MOST_HELD) {
      Folder folder = oldest.next();
      oldest.remove();
      drop(folder);
    }
  }

  private static void drop(Folder folder) throws IOException {
    folder.dropped = true;
    if (folder.users == 0) {
      folder.pin.close();
    }
  }

  private void forceThoseAbove(Path path) throws IOException {
    for (Path at = path.getParent(); at != null && at.startsWith(above); at = at.getParent()) {
      forceNow(at);
    }
    Path last = above.getParent(); // where the base was made; not ours, so perhaps not readable
    if (last != null && Files.isReadable(last)) {
      forceNow(last);
    }
  }

  private static void forceNow(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static final class Folder {
    private final Path path;
    private final @Nullable Object key;
    private final FileChannel pin;
    // Of the map, under its lock.
    private int users;
    private boolean dropped;
    // Of the forces, under the lock of this.
    private long asked;
    private long forced;
    private boolean forcing;

    Folder(Path path, @Nullable Object key, FileChannel pin) {
      this.path = path;
      this.key = key;
      this.pin = pin;
    }

    boolean is(@Nullable Object other) {
      return key != null && key.equals(other);
    }

    void force() throws IOException {
      long until;
      synchronized (this) {
        long mine = ++asked;
        try {
          while (forcing && forced < mine) {
            wait();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException(
              "interrupted while it waited for " + path + " to be on the disk");
        }
        if (forced >= mine) {
          return;
        }
        forcing = true;
        until = asked;
      }
      boolean done = false;
      try {
        // Not by the channel that is held: an interrupt would close it.
        forceNow(path);
        done = true;
      } finally {
        synchronized (this) {
          forcing = false;
          forced = done ? until : forced;
          notifyAll();
        }
      }
    }
  }
}
