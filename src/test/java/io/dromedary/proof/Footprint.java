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
 * @param threadNames how many threads have a name, numbers apart
 * @param heap bytes that are alive
 * @param objects how many of some kinds are alive
 * @param classes how many of each class of Camel and of ours are alive
 */
record Footprint(
    Map<String, Integer> threadNames,
    int handles,
    long heap,
    Map<String, Long> objects,
    Map<String, Long> classes) {
  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
  private static final long MANY = 10;
  private static final Pattern OURS = Pattern.compile("org\\.apache\\.camel|io\\.dromedary");
  private static final Pattern THREAD = Pattern.compile("(?m)^\"([^\"]+)\" #");
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
    Map<String, Long> classes = new TreeMap<>();
    long heap = 0;
    for (String line : histogram.lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        heap += Long.parseLong(row.group(2));
        if (OURS.matcher(row.group(3)).lookingAt()) {
          classes.put(row.group(3), Long.parseLong(row.group(1)));
        }
        KINDS.forEach(
            (kind, name) -> {
              if (name.matcher(row.group(3)).matches()) {
                objects.merge(kind, Long.parseLong(row.group(1)), Long::sum);
              }
            });
      }
    }
    return new Footprint(threads(child), handles(child), heap, objects, classes);
  }

  private static String histogram(ChildProcess child) throws Exception {
    return asked(child, "GC.class_histogram");
  }

  private static Map<String, Integer> threads(ChildProcess child) throws Exception {
    Map<String, Integer> names = new TreeMap<>();
    Matcher thread = THREAD.matcher(asked(child, "Thread.print"));
    while (thread.find()) {
      names.merge(thread.group(1).replaceAll("\\d+", "#"), 1, Integer::sum);
    }
    return names;
  }

  private static String asked(ChildProcess child, String what) throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(child.pid()), what)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static int handles(ChildProcess child) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(child.pid()), "fd"))) {
      return (int) entries.count();
    }
  }

  /** The classes of which there are many more now, and how many. */
  Map<String, Long> grownSince(Footprint before) {
    Map<String, Long> grown = new TreeMap<>();
    classes.forEach(
        (name, count) -> {
          long more = count - before.classes.getOrDefault(name, 0L);
          if (more > MANY) {
            grown.put(name, more);
          }
        });
    return grown;
  }

  @Override
  public String toString() {
    return "%,d bytes, %d threads, %d handles, %s".formatted(heap, threads(), handles, objects);
  }

  int threads() {
    return threadNames.values().stream().mapToInt(Integer::intValue).sum();
  }

  long of(String kind) {
    return objects.getOrDefault(kind, 0L);
  }
}
