package io.dromedary.bench.contestant;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where contestants run.
 *
 * @param folder what they write is below it
 * @param secret signs the callbacks
 * @param environment of every durable contestant and its database: the library that delays a
 *     commit, where that is measured
 */
public record Site(Path folder, String secret, Map<String, String> environment) {

  /** An empty folder of its own. */
  Path newFolder(String name) throws IOException {
    Files.createDirectories(folder);
    return Files.createTempDirectory(folder, name + "-");
  }

  static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }
}
