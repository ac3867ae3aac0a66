package io.dromedary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.sqlite.util.OSInfo;

/** How large the jars are, in megabytes of a million bytes. */
final class JarSizes {
  private static final String NATIVE = "org/sqlite/native/";

  private JarSizes() {}

  static double megabytes(Path jar) throws IOException {
    return Files.size(jar) / 1e6;
  }

  /** Without the native libraries of SQLite for other platforms than this one. */
  static double megabytesForThisPlatform(Path jar) throws IOException {
    String ours = NATIVE + OSInfo.getNativeLibFolderPathForCurrentOS() + "/";
    try (ZipFile entries = new ZipFile(jar.toFile())) {
      long others =
          entries.stream()
              .filter(entry -> entry.getName().startsWith(NATIVE))
              .filter(entry -> !entry.getName().startsWith(ours))
              .mapToLong(entry -> entry.getCompressedSize())
              .sum();
      return (Files.size(jar) - others) / 1e6;
    }
  }
}
