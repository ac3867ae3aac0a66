package io.dromedary.runtime;

import io.dromedary.validation.RouteFile;
import io.dromedary.validation.RouteFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names that the route files of a folder give, for who types a command.
 *
 * @param sources those whose events are routed
 * @param targets those that a route starts at, on or off
 */
public record RouteNames(Set<String> sources, Set<String> targets) {
  private static final String INBOX = "inbox:";

  /** Those of a folder; of files that cannot be read, and without the folder, there are none. */
  public static RouteNames in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return new RouteNames(Set.of(), Set.of());
    }
    List<RouteFile> files = RouteFiles.read(folder).files();
    Set<String> sources = new TreeSet<>();
    for (RouteFile file : files) {
      for (RouteFile.Route route : file.routes()) {
        if (route.from().startsWith(INBOX)) {
          sources.add(route.from().substring(INBOX.length()).replaceFirst("[?].*", ""));
        }
      }
    }
    return new RouteNames(sources, RouteFiles.targets(files));
  }
}
