package io.dromedary.bench;

import io.dromedary.bench.report.Spread;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the figures belong to. */
final class Machine {
  private Machine() {}

  static Map<String, String> describe(Options options) throws IOException {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put(
        "processor",
        "%d cores of %s, shared by contestant, database and load generator"
            .formatted(Runtime.getRuntime().availableProcessors(), processor()));
    machine.put("memory", memory());
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put("file system", Files.getFileStore(options.work()).type());
    Spread fsync = Fsync.millis(options.work());
    machine.put(
        "fsync of 4 KiB",
        String.format(
            Locale.ROOT,
            "%.3f ms (median of %d; %.3f to %.3f)",
            fsync.median(),
            fsync.count(),
            fsync.min(),
            fsync.max()));
    machine.put(
        "Java",
        System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"));
    machine.put(
        "load generator",
        "a process of its own: java "
            + String.join(
                " ",
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(argument -> argument.startsWith("-X"))
                    .toList()));
    machine.put("sizes", options.sizes());
    return machine;
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private static String memory() throws IOException {
    Path info = Path.of("/proc/meminfo");
    if (!Files.exists(info)) {
      return "unknown";
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("MemTotal"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / (1024 * 1024) + " GB")
        .findFirst()
        .orElse("unknown");
  }
}
