package io.dromedary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds other Javas on this machine: those that are installed beside the one in use. */
final class JavaHomes {
  private JavaHomes() {}

  /** One of this version or a newer one; null when there is none. */
  static @Nullable Path since(int version) throws IOException {
    String named = System.getProperty("bench.newerJava", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    Path beside = Path.of(System.getProperty("java.home")).getParent();
    if (beside == null) {
      return null;
    }
    try (Stream<Path> homes = Files.list(beside)) {
      for (Path home : homes.sorted().toList()) {
        if (version(home) >= version) {
          return home;
        }
      }
    }
    return null;
  }

  private static int version(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.exists(release)) {
      return 0;
    }
    Properties said = new Properties();
    try (var in = Files.newInputStream(release)) {
      said.load(in);
    }
    String version = said.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(version.replaceFirst("\\D.*", ""));
  }
}
