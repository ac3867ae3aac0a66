package io.dromedary.proof;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/** Has the system calls of a child written down by strace, or changed. */
final class Strace {
  private Strace() {}

  /** Skips the test where strace is missing; fails it where nothing may be skipped. */
  static void require() {
    if (isInstalled()) {
      return;
    }
    String missing = "strace is missing: install the package strace";
    if (Boolean.parseBoolean(System.getenv("CI")) || System.getProperty("proof.page") != null) {
      fail(missing);
    }
    Assumptions.abort(missing);
  }

  private static boolean isInstalled() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(folder, "strace"))) {
        return true;
      }
    }
    return false;
  }

  /** The beginning of a command line: writes to {@code trace}, and leaves the child our child. */
  static List<String> command(Path trace, String... options) {
    List<String> command = new ArrayList<>(List.of("strace", "-D", "-f", "-qq", "-ttt", "-yy"));
    command.addAll(List.of("-o", trace.toString()));
    command.addAll(List.of(options));
    return command;
  }

  /** Reads a trace to its end, which strace writes when the child is gone. */
  static void read(Path trace, long pid, Consumer<SystemCall> calls) throws IOException {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ProcessHandle.of(pid).isEmpty() && isAtRest(trace));
    SystemCall.Reader reader = new SystemCall.Reader();
    try (var lines = Files.newBufferedReader(trace)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.read(line).forEach(calls);
      }
    }
  }

  private static boolean isAtRest(Path trace) throws IOException {
    // Only the tracer has it open, until it ends.
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (comm(process).equals("strace")
            && Files.readString(process.resolve("cmdline")).contains(trace.toString())) {
          return false;
        }
      }
    }
    return true;
  }

  private static String comm(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      // It has ended meanwhile.
      return "";
    }
  }
}
