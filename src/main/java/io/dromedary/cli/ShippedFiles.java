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
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The routes and the configuration that come with the program, and its examples. */
final class ShippedFiles {
  private static final String ROOT = "shipped";

  private ShippedFiles() {}

  /**
   * What became of each file.
   *
   * @param leftAlone those that were there with the same text
   * @param different those that were there with another text, and have it still
   */
  record Written(List<Path> written, List<Path> leftAlone, List<Path> different) {}

  /**
   * All of them: {@code routes/...}, {@code config/...} and {@code examples/<name>/...}, with the
   * text of each.
   */
  static SortedMap<String, String> all() throws IOException {
    Path origin = origin();
    if (Files.isDirectory(origin)) {
      return texts(origin.resolve(ROOT));
    }
    try (FileSystem jar = FileSystems.newFileSystem(origin)) {
      return texts(jar.getPath(ROOT));
    }
  }

  /**
   * Writes the shipped {@code routes/} and {@code config/} into a folder. A file that is there
   * already stays as it is.
   */
  static Written writeTo(Path folder) throws IOException {
    return write(StarterChoice.AS_SHIPPED.files(all()), folder);
  }

  /**
   * Writes files into a folder. One that is there already stays as it is.
   *
   * @param files text by path
   * @return the files, relative to the folder: those written and those left alone
   */
  static Written write(Map<String, String> files, Path folder) throws IOException {
    Written done = new Written(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path relative = Path.of(file.getKey());
      Path to = folder.resolve(relative);
      if (Files.exists(to)) {
        boolean same = Files.readString(to).equals(file.getValue());
        (same ? done.leftAlone : done.different).add(relative);
      } else {
        Files.createDirectories(to.toAbsolutePath().getParent());
        Files.writeString(to, file.getValue());
        done.written.add(relative);
      }
    }
    return done;
  }

  private static Path origin() throws IOException {
    try {
      URI location = ShippedFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(location);
    } catch (URISyntaxException e) {
      throw new IOException("finding the program's own files: " + e.getMessage(), e);
    }
  }

  private static SortedMap<String, String> texts(Path root) throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    try (Stream<Path> found = Files.walk(root)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        texts.put(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    return texts;
  }
}
