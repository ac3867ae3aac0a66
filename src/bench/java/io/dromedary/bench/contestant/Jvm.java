package io.dromedary.bench.contestant;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a contestant that is a JVM is run.
 *
 * @param java the program
 * @param options of it
 */
public record Jvm(String java, List<String> options) {
  private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

  /** The Java that runs the benchmark, with the heap and the collector that all have. */
  public static Jvm own() {
    return of(Path.of(System.getProperty("java.home")));
  }

  /** The Java of a folder, with the heap and the collector that all have. */
  public static Jvm of(Path home) {
    return new Jvm(home.resolve("bin/java").toString(), OPTIONS);
  }

  /** The same with more options. */
  public Jvm with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new Jvm(java, List.copyOf(all));
  }

  /** Runs a class of the benchmark. */
  List<String> command(Class<?> main, String... arguments) {
    return command(
        List.of("-cp", System.getProperty("java.class.path"), main.getName()), arguments);
  }

  /** Runs a jar. */
  List<String> jar(Path jar, String... arguments) {
    return command(List.of("-jar", jar.toString()), arguments);
  }

  private List<String> command(List<String> what, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(options);
    command.addAll(what);
    command.addAll(List.of(arguments));
    return command;
  }

  /** The options, as one writes them. */
  @Override
  public String toString() {
    return String.join(" ", options);
  }
}
