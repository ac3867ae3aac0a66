package io.dromedary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inputs that a test keeps as files, each for something that it found or could find: those of class
 * {@code a.b.CTest} are in {@code src/test/resources/a/b/CTestInputs}. Fuzzing begins with them,
 * and every run of the tests replays them.
 */
public final class Corpus {
  private Corpus() {}

  /** All files of a test class; there is at least one. */
  public static List<Path> of(Class<?> test) throws IOException {
    Path folder = Path.of("src/test/resources", test.getName().replace('.', '/') + "Inputs");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> inputs = files.sorted().toList();
      if (inputs.isEmpty()) {
        throw new IllegalStateException("there are no inputs in " + folder);
      }
      return inputs;
    }
  }
}
