package io.dromedary.store;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Who works on a data folder, as it says itself in a file there.
 *
 * @param pid of its process
 * @param management address of health and metrics, as host and port; null when there is none
 * @param control address for commands; null when there is none
 * @param command that it was started for; null when it takes callbacks
 * @param host the Camel application that it is a part of; null when it stands alone
 */
public record Owner(
    String pid,
    @Nullable String management,
    @Nullable String control,
    @Nullable String command,
    @Nullable String host) {

  /** This process, which takes callbacks. */
  public static Owner runtime(String management, @Nullable String control) {
    return new Owner(thisProcess(), management, control, null, null);
  }

  /** This process, whose Camel application has our store; it takes no commands. */
  public static Owner host(String application) {
    return new Owner(thisProcess(), null, null, null, application);
  }

  /** This process, which does one command and ends. */
  public static Owner command(String command) {
    return new Owner(thisProcess(), null, null, command, null);
  }

  private static String thisProcess() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static Path file(Path data) {
    return data.resolve("dromedary.owner");
  }

  /** What the owner says; null when it has not said anything. */
  public static @Nullable Owner read(Path data) {
    Properties said = new Properties();
    try {
      said.load(new StringReader(Files.readString(file(data))));
    } catch (IOException | IllegalArgumentException e) {
      // It is about to come or to go.
      return null;
    }
    return new Owner(
        said.getProperty("pid", "?"),
        said.getProperty("management"),
        said.getProperty("control"),
        said.getProperty("command"),
        said.getProperty("host"));
  }

  /** Replaces what was said before, at once. */
  void write(Path data) throws IOException {
    Path unfinished = data.resolve("dromedary.owner.part");
    Files.writeString(unfinished, lines("\n") + "\n");
    Files.move(unfinished, file(data), StandardCopyOption.REPLACE_EXISTING);
  }

  static void forget(Path data) throws IOException {
    Files.deleteIfExists(file(data));
  }

  private String lines(String separator) {
    StringJoiner lines = new StringJoiner(separator);
    add(lines, "pid", pid);
    add(lines, "management", management);
    add(lines, "control", control);
    add(lines, "command", command);
    add(lines, "host", host);
    return lines.toString();
  }

  private static void add(StringJoiner lines, String key, @Nullable String value) {
    if (value != null) {
      lines.add(key + "=" + value);
    }
  }

  @Override
  public String toString() {
    return lines(" ");
  }
}
