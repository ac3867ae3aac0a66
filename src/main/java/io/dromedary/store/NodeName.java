package io.dromedary.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What this process is called among those that share a store: the same after each start from one
 * data folder, and used by one process at a time, because that folder is locked. So what the
 * process had in hand before a crash is its own again at once, and not after its lease.
 */
public final class NodeName {
  private static final String FILE = "node";

  private NodeName() {}

  /**
   * The name of the process that holds the lock on this data folder.
   *
   * @throws StoreException when it can be neither read nor made
   */
  public static String in(Path data) {
    Path file = data.resolve(FILE);
    try {
      String name = Files.exists(file) ? Files.readString(file).strip() : "";
      if (name.isEmpty()) {
        name = host() + "-" + UUID.randomUUID().toString().substring(0, 8);
        Files.writeString(file, name);
      }
      return name;
    } catch (IOException e) {
      throw new StoreException("naming this node in " + file.toAbsolutePath(), e);
    }
  }

  /** The name of this machine. */
  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node";
    }
  }
}
