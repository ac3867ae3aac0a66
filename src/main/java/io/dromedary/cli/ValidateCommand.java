package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.runtime.Settings;
import io.dromedary.runtime.ValidationReport;
import io.dromedary.validation.Finding;
import io.dromedary.validation.Place;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code validate}: says what is wrong in route files and configuration, without starting. */
@Command(
    name = "validate",
    description = {
      "Check the route files and the configuration, without starting anything.",
      "",
      "Each finding has its file, line and column, a reason and a mend. 'run' does the same, and"
          + " starts only without errors."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:No error; with --strict, no warning either.",
      "1:There are errors.",
      "2:The command line makes no sense.",
      "4:An unexpected failure."
    },
    footer = {
      "",
      "Examples:",
      "  dromedary validate                          routes/ and config/application.properties",
      "  dromedary validate my-routes my.properties  others",
      "  dromedary validate --strict --json          for a build"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ValidateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ROUTES",
      description = "Folder of the route files (as for 'run': dromedary.routes, else routes).")
  private @Nullable Path routes;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CONFIG",
      description = "Configuration (as --config).")
  private @Nullable Path config;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration (config/application.properties; environment DROMEDARY_CONFIG).")
  private @Nullable Path configOption;

  @Option(
      names = "--routes",
      paramLabel = "FOLDER",
      description = "Route files (routes; environment DROMEDARY_ROUTES).")
  private @Nullable Path routesOption;

  @Option(names = "--strict", description = "Take warnings for errors.")
  private boolean strict;

  @Option(
      names = "--json",
      description =
          "For programs: a line of JSON for each finding, and a last one with the result.")
  private boolean json;

  @Override
  public Integer call() {
    LogOutput.onlyWarnings();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    ValidationReport report =
        ValidationReport.of(
            new Settings.Options(
                config == null ? configOption : config,
                routes == null ? routesOption : routes,
                null,
                null,
                null,
                Map.of()),
            System::getenv);
    if (json) {
      printForPrograms(report, out);
    } else {
      printForPeople(report, out, Terminal.ofThisProcess());
    }
    out.flush();
    boolean failed = report.errors() > 0 || (strict && report.warnings() > 0);
    return failed ? Main.NOT_AS_IT_SHOULD_BE : Main.DONE;
  }

  private static void printForPrograms(ValidationReport report, PrintWriter out) {
    JsonLines lines = new JsonLines(out, () -> false);
    for (Finding finding : report.findings()) {
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      row.put("severity", finding.severity().text());
      Place place = finding.place();
      if (place != null) {
        row.put("file", place.file().toString());
        if (place.line() > 0) {
          row.put("line", place.line());
        }
        if (place.column() > 0) {
          row.put("column", place.column());
        }
      }
      lines.row(row.put("reason", finding.reason()).put("mend", finding.mend()));
    }
    lines.result(
        JsonNodeFactory.instance
            .objectNode()
            .put("files", report.files())
            .put("errors", report.errors())
            .put("warnings", report.warnings()));
  }

  private static void printForPeople(ValidationReport report, PrintWriter out, Terminal terminal) {
    Path file = null;
    for (Finding finding : report.findings()) {
      Place place = finding.place();
      if (file != null && place != null && !file.equals(place.file())) {
        out.println();
      }
      file = place == null ? file : place.file();
      String kind = finding.severity().text();
      String colour = finding.isError() ? "bold,red" : "bold,yellow";
      out.println(
          (place == null ? "" : place + ": ")
              + terminal.ansi().string("@|" + colour + " " + kind + ":|@")
              + " "
              + Column.printable(finding.message()));
    }
    if (!report.findings().isEmpty()) {
      out.println();
    }
    out.println(summary(report));
  }

  private static String summary(ValidationReport report) {
    String files =
        count(report.files(), "route file")
            + " in "
            + report.routes()
            + ", with "
            + report.config();
    return report.findings().isEmpty()
        ? files + ": nothing to find fault with"
        : count(report.errors(), "error")
            + " and "
            + count(report.warnings(), "warning")
            + " in "
            + files;
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
