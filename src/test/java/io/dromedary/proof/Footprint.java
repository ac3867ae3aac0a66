package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a child holds: counted from outside, in the process table and in its heap after a full
 * collection.
 *
 * @param heap bytes that are alive
 * @param objects how many of some kinds are alive
 */
record Footprint(int threads, int handles, long heap, Map<String, Long> objects) {
  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
  private static final Map<String, Pattern> KINDS =
      Map.of(
          "contexts", Pattern.compile("org\\.apache\\.camel\\.impl\\.\\w*CamelContext"),
          "routes", Pattern.compile("org\\.apache\\.camel\\.impl\\.engine\\.DefaultRoute"),
          "endpoints", Pattern.compile("(org\\.apache\\.camel|io\\.dromedary)\\.\\S*Endpoint"),
          "consumers", Pattern.compile("(org\\.apache\\.camel|io\\.dromedary)\\.\\S*Consumer"),
          "producers", Pattern.compile("(org\\.apache\\.camel|io\\.dromedary)\\.\\S*Producer"),
          "classes", Pattern.compile("java\\.lang\\.Class"));

  static Footprint of(ChildProcess child) throws Exception {
    // The first collection finds what cleaners have to let go of, the second what is left.
    histogram(child);
    String histogram = histogram(child);
    Map<String, Long> objects = new TreeMap<>();
    KINDS.keySet().forEach(kind -> objects.put(kind, 0L));
    long heap = 0;
    for (String line : histogram.lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        heap += Long.parseLong(row.group(2));
        KINDS.forEach(
            (kind, name) -> {
              if (name.matcher(row.group(3)).matches()) {
                objects.merge(kind, Long.parseLong(row.group(1)), Long::sum);
              }
            });
      }
    }
    return new Footprint(count(child, "task"), count(child, "fd"), heap, objects);
  }

  private static String histogram(ChildProcess child) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(child.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static int count(ChildProcess child, String what) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(child.pid()), what))) {
      return (int) entries.count();
    }
  }

  long of(String kind) {
    return objects.getOrDefault(kind, 0L);
  }
}
