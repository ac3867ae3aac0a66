package io.dromedary.runtime;

import io.dromedary.validation.Finding;
import io.dromedary.validation.RouteFiles;
import io.dromedary.validation.RouteValidation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a start would say of its configuration and its route files, without one: no folder is
 * locked, no store or port opened, nothing connected. Immutable.
 *
 * @param routes the folder of the route files
 * @param config the configuration file; it need not exist
 * @param files how many route files there are
 * @param findings in the order of files and lines
 */
public record ValidationReport(Path routes, Path config, int files, List<Finding> findings) {
  public ValidationReport {
    findings = List.copyOf(findings);
  }

  /**
   * Looks at everything, whatever is wrong with a part of it.
   *
   * @param environment looks up an environment variable
   */
  public static ValidationReport of(
      Settings.Options options, UnaryOperator<@Nullable String> environment) {
    Settings.Examined settings = Settings.examine(options, environment);
    List<Finding> findings = new ArrayList<>(Libraries.findings());
    findings.addAll(settings.findings());
    Path config = settings.configuration().file();
    if (!Files.isDirectory(settings.routes())) {
      findings.add(
          Finding.error(
              null,
              "there is no folder " + settings.routes() + " with route files",
              "Name another folder, or let 'init' write the shipped ones"));
      return new ValidationReport(settings.routes(), config, 0, findings);
    }
    RouteFiles read = RouteFiles.read(settings.routes());
    findings.addAll(RouteValidation.check(read, settings.configuration()));
    return new ValidationReport(settings.routes(), config, read.count(), findings);
  }

  /** How many findings would stop a start. */
  public long errors() {
    return findings.stream().filter(Finding::isError).count();
  }

  /** How many findings are only doubtful. */
  public long warnings() {
    return findings.size() - errors();
  }
}
