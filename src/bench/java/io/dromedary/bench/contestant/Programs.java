package io.dromedary.bench.contestant;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds programs of others on this machine. */
public final class Programs {
  private Programs() {}

  /** Where a program is; null when it is not in the path. */
  public static @Nullable Path find(String name) {
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "/usr/bin" : path).split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }
}
