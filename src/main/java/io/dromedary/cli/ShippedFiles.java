package io.dromedary.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The routes and the configuration that come with the program. */
final class ShippedFiles {
  private static final String ROOT = "shipped";

  private ShippedFiles() {}

  /**
   * Writes the shipped {@code routes/} and {@code config/} into a folder. A file that is there
   * already stays as it is.
   *
   * @return the files, relative to the folder: those written and those left alone
   */
  static Written writeTo(Path folder) throws IOException {
    Path origin = origin();
    if (Files.isDirectory(origin)) {
      return copy(origin.resolve(ROOT), folder);
    }
    try (FileSystem jar = FileSystems.newFileSystem(origin)) {
      return copy(jar.getPath(ROOT), folder);
    }
  }

  /** What became of each file. */
  record Written(List<Path> written, List<Path> leftAlone) {}

  private static Path origin() throws IOException {
    try {
      URI location = ShippedFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(location);
    } catch (URISyntaxException e) {
      throw new IOException("finding the program's own files: " + e.getMessage(), e);
    }
  }

  private static Written copy(Path from, Path folder) throws IOException {
    Written done = new Written(new ArrayList<>(), new ArrayList<>());
    try (Stream<Path> found = Files.walk(from)) {
      for (Path file :
          found
              .filter(Files::isRegularFile)
              .filter(file -> !from.relativize(file).startsWith("examples"))
              .sorted()
              .toList()) {
        Path relative = Path.of(from.relativize(file).toString());
        Path to = folder.resolve(relative);
        if (Files.exists(to)) {
          done.leftAlone.add(relative);
        } else {
          Files.createDirectories(to.toAbsolutePath().getParent());
          Files.copy(file, to);
          done.written.add(relative);
        }
      }
    }
    return done;
  }
}
