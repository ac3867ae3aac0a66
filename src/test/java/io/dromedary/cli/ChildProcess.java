package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** The runnable jar as a process of its own, in a folder of its own. */
public final class ChildProcess implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts it; its environment is ours without any setting of Dromedary, and with the given one.
   *
   * @param folder the working folder
   */
  public static ChildProcess start(
      Path folder, Map<String, String> environment, String... arguments) throws IOException {
    return start(
        List.of(), folder, environment, List.of("-jar", jar().toString()), List.of(arguments));
  }

  /**
   * Starts it through another program, which executes the command line that follows its own
   * arguments.
   *
   * @param through that program and its arguments; empty: started directly
   * @param program what follows {@code java}: class path and class, or jar
   */
  public static ChildProcess start(
      List<String> through,
      Path folder,
      Map<String, String> environment,
      List<String> program,
      List<String> arguments)
      throws IOException {
    Path output = Files.createTempFile("dromedary-output-", ".txt");
    List<String> command = new ArrayList<>(through);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(program);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(DROMEDARY|ITWIN|APS|JAVA_TOOL|JDK_JAVA).*"));
    builder.environment().putAll(environment);
    return new ChildProcess(builder.start(), output);
  }

  /** What follows {@code java} to run the classes of this build, whatever the working folder. */
  public static List<String> classes() {
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return List.of("-cp", path, "io.dromedary.cli.Main");
  }

  /** The runnable jar of this build. */
  public static Path jar() {
    return Path.of(System.getProperty("dromedary.jar", "target/dromedary.jar")).toAbsolutePath();
  }

  /** Standard output and standard error so far. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file that they go to. */
  public Path outputFile() {
    return output;
  }

  /** Waits for the end; the exit code. */
  public int exitCode(Duration longest) throws InterruptedException {
    assertThat(process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS))
        .as("whether it has ended; it said\n%s", output())
        .isTrue();
    return process.exitValue();
  }

  /** Waits until it takes callbacks; the port. */
  public int callbackPort() {
    return port("takes callbacks on http://[^:]+:(\\d+)/callbacks/");
  }

  /** The port of health and metrics. */
  public int managementPort() {
    return port("health and metrics on http://[^:]+:(\\d+)/observe/");
  }

  private int port(String pattern) {
    Pattern line = Pattern.compile(pattern);
    try {
      return Awaitility.await()
          .atMost(LONGEST_START)
          .pollInterval(Duration.ofMillis(50))
          .failFast(() -> !process.isAlive() && !line.matcher(output()).find())
          .until(
              () -> {
                Matcher said = line.matcher(output());
                return said.find() ? Integer.parseInt(said.group(1)) : -1;
              },
              port -> port > 0);
    } catch (TerminalFailureException | ConditionTimeoutException e) {
      throw new AssertionError("it has not started; it said\n" + output(), e);
    }
  }

  /** Whether it has ended, by itself or not. */
  public boolean hasEnded() {
    return !process.isAlive();
  }

  /** As a service manager ends it: SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** As a power cut ends it: SIGKILL. Returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode(Duration.ofSeconds(20));
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Ends it, if it has not ended, and forgets what it said. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Files.delete(output);
  }
}
