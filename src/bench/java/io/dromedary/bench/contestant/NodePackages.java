package io.dromedary.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Installs what a program for Node needs, once, below the folder of all contestants. */
final class NodePackages {
  private NodePackages() {}

  /**
   * Copies a program beside its packages, and installs them unless they are there.
   *
   * @param sources package.json and the program
   * @return the folder with program and packages
   */
  static Path install(Site site, Path sources) throws IOException, InterruptedException {
    Path folder = site.folder().resolve("npm").resolve(sources.getFileName().toString());
    Files.createDirectories(folder);
    Path installed = folder.resolve("installed");
    Path wanted = sources.resolve("package.json");
    boolean same = Files.exists(installed) && Files.mismatch(wanted, installed) < 0;
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            folder.resolve(file.getFileName().toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!same) {
      Path log = folder.resolve("npm.txt");
      Launch.run(folder, log, List.of("npm", "install", "--no-audit", "--no-fund"));
      Files.copy(wanted, installed, StandardCopyOption.REPLACE_EXISTING);
    }
    return folder;
  }

  /** What is missing to run a program; null when nothing is. Installs what can be. */
  static @Nullable String missing(Site site, Path sources) {
    if (Programs.find("node") == null || Programs.find("npm") == null) {
      return "node and npm: apt-get install nodejs npm";
    }
    try {
      install(site, sources);
      return null;
    } catch (IOException e) {
      return "its packages, which npm did not install: "
          + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "time to install its packages";
    }
  }
}
