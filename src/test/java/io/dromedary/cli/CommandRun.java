package io.dromedary.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** Commands run inside the test, with a configuration and routes of their own. */
final class CommandRun {
  private final Path folder;
  private String out = "";
  private String err = "";

  CommandRun(Path folder, String... configuration) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    Files.write(folder.resolve("application.properties"), List.of(configuration));
  }

  /** Runs a command, with the options that say where everything is; gives the exit code. */
  int run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(
        List.of(
            "--config",
            folder.resolve("application.properties").toString(),
            "--routes",
            folder.resolve("routes").toString()));
    StringWriter outWriter = new StringWriter();
    StringWriter errWriter = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(outWriter, true));
    line.setErr(new PrintWriter(errWriter, true));
    int code = line.execute(all.toArray(String[]::new));
    out = outWriter.toString();
    err = errWriter.toString();
    return code;
  }

  Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** What the last command printed. */
  String out() {
    return out;
  }

  /** What the last command complained of. */
  String err() {
    return err;
  }
}
