package io.dromedary.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code init}: writes the shipped routes and configuration to be edited. */
@Command(
    name = "init",
    description =
        "Write the shipped routes and configuration, to be edited. Files that exist stay.",
    footer = {"", "Examples:", "  dromedary init"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class InitCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Where to (this folder).",
      defaultValue = ".")
  private Path folder = Path.of(".");

  @Override
  public Integer call() throws Exception {
    ShippedFiles.Written done = ShippedFiles.writeTo(folder);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    done.written().forEach(file -> out.println("written  " + folder.resolve(file).normalize()));
    done.leftAlone().forEach(file -> out.println("kept     " + folder.resolve(file).normalize()));
    out.println();
    out.println(
        "Next: set itwin.secret or aps.secret in "
            + folder.resolve("config/application.properties").normalize()
            + " (or ITWIN_SECRET, APS_SECRET in the environment), then 'run'.");
    return Main.DONE;
  }
}
