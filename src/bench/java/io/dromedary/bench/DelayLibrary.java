package io.dromedary.bench;

import io.dromedary.bench.contestant.Jvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The library that makes each fsync and fdatasync of a process take longer. */
final class DelayLibrary {
  static final int MICROS = 2000;

  private final Path library;

  private DelayLibrary(Path library) {
    this.library = library;
  }

  /** Compiles it. */
  static DelayLibrary build(Options options) throws IOException, InterruptedException {
    Path library = options.work().resolve("delay.so");
    Files.createDirectories(options.work());
    output(
        List.of(
            "gcc",
            "-O2",
            "-shared",
            "-fPIC",
            "-o",
            library.toString(),
            options.sources().resolve("c/delay.c").toString(),
            "-ldl"),
        Map.of());
    return new DelayLibrary(library);
  }

  /** Loads it into a process. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "DELAY_MICROS", Integer.toString(MICROS));
  }

  /**
   * What an fsync takes with it, measured by a process of its own.
   *
   * @throws IllegalStateException when it does not delay
   */
  double fsyncMillis(Path folder) throws IOException, InterruptedException {
    String millis =
        output(
            List.of(
                Jvm.own().java(),
                "-cp",
                System.getProperty("java.class.path"),
                Fsync.class.getName(),
                folder.toString()),
            environment());
    double measured = Double.parseDouble(millis.strip());
    if (measured < MICROS / 1000.0) {
      throw new IllegalStateException(
          "an fsync takes %.3f ms: the library that delays it has no effect".formatted(measured));
    }
    return measured;
  }

  private static String output(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
    return output;
  }
}
