package io.dromedary.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code init}: writes routes and configuration to be edited. */
@Command(
    name = "init",
    description = {
      "Write routes and configuration, to be edited. Files that exist stay.",
      "",
      "On a terminal it asks which sources and targets are wanted, unless an option says so;"
          + " elsewhere it writes those of iTwin and APS with all four targets.",
      "",
      "Sources: itwin, itwin-v1, aps, github, standard-webhooks[=NAME], hmac[=NAME].",
      "Targets: warehouse, archive, bus, partner; imodels and versions ask the API of iTwin and"
          + " APS."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  dromedary init                                        asks on a terminal",
      "  dromedary init --yes mine                             all that is usual, into folder mine",
      "  dromedary init --source itwin --target warehouse,bus",
      "  dromedary init --source github,hmac=plant --target archive"
    })
final class InitCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Where to (this folder).",
      defaultValue = ".")
  private Path folder = Path.of(".");

  @Option(
      names = "--source",
      paramLabel = "NAME,...",
      description = "Who sends callbacks (" + StarterChoice.USUAL_SOURCES + ").")
  private @Nullable String sources;

  @Option(
      names = "--target",
      paramLabel = "NAME,...",
      description = "Who gets the events (" + StarterChoice.USUAL_TARGETS + ").")
  private @Nullable String targets;

  @Option(names = "--yes", description = "Ask nothing.")
  private boolean yes;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    StarterChoice choice = choice(out);
    if (choice == null) {
      out.println("Nothing was written.");
      return Main.NOT_AS_IT_SHOULD_BE;
    }
    ShippedFiles.Written done = ShippedFiles.write(choice.files(ShippedFiles.all()), folder);
    done.written().forEach(file -> out.println("written  " + folder.resolve(file).normalize()));
    done.leftAlone().forEach(file -> out.println("kept     " + folder.resolve(file).normalize()));
    for (Path file : done.different()) {
      out.println(
          "kept     "
              + folder.resolve(file).normalize()
              + ", which is not what this choice needs or has edits of yours");
    }
    out.println();
    if (!done.different().isEmpty()) {
      out.println(
          "Files that were there stay as they are: write the same choice into an empty folder, and take"
              + " over what you miss.");
    }
    sayWhatIsNext(choice, out);
    return Main.DONE;
  }

  private @Nullable StarterChoice choice(PrintWriter out) {
    if (sources == null && targets == null && !yes && Terminal.ofThisProcess().interactive()) {
      return new StarterQuestions(Terminal::ask, out).choice();
    }
    try {
      return StarterChoice.of(
          sources == null ? StarterChoice.USUAL_SOURCES : sources,
          targets == null ? StarterChoice.USUAL_TARGETS : targets);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "init: " + e.getMessage(), e);
    }
  }

  private void sayWhatIsNext(StarterChoice choice, PrintWriter out) {
    List<String> secrets =
        choice.sources().stream().flatMap(source -> source.keys().stream()).distinct().toList();
    out.println(
        "Next: set "
            + (secrets.size() > 2
                ? "one or more of " + String.join(", ", secrets)
                : String.join(" or ", secrets))
            + " in "
            + folder.resolve("config/application.properties").normalize()
            + " (or "
            + secrets.stream().map(StarterChoice::variable).collect(Collectors.joining(", "))
            + " in the environment), then 'run'.");
    for (StarterChoice.Chosen target : choice.targets()) {
      if (!target.keys().isEmpty()) {
        out.println(
            "Target "
                + target.part().name()
                + " is off until "
                + String.join(" and ", target.keys())
                + (target.keys().size() == 1 ? " is set." : " are set."));
      }
    }
  }
}
