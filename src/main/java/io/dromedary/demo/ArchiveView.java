package io.dromedary.demo;

import io.dromedary.demo.Tally.Domain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Counts the files of the archive. */
final class ArchiveView implements TargetView {
  private final Path folder;

  ArchiveView(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "archive";
  }

  @Override
  public Tally tally() throws IOException {
    if (!Files.isDirectory(folder)) {
      return Tally.NOTHING;
    }
    Map<Domain, Long> counts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.toString().endsWith(".json"))
          .map(folder::relativize)
          .filter(file -> file.getNameCount() > 2)
          .forEach(
              file ->
                  counts.merge(
                      new Domain(file.getName(0).toString(), file.getName(1).toString()),
                      1L,
                      Long::sum));
    }
    return new Tally(counts);
  }

  @Override
  public String where() {
    return "files in " + folder;
  }
}
