package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminOutput;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.CatalogueExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code events export}: the catalogue as files. */
@Command(
    name = "export",
    description = "Write the catalogue as a page (events.md) and as JSON Schemas (schemas/).",
    footer = {
      "",
      "Files that exist are replaced.",
      "",
      "Examples:",
      "  dromedary events export docs",
      "  dromedary events export /srv/schemas --config /etc/dromedary/application.properties"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EventsExportCommand implements Callable<Integer> {
  private static final View VIEW =
      new View(
          List.of(),
          result ->
              List.of(
                  result.path("files").asInt()
                      + " files written to "
                      + result.path("folder").asText()));

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Where to.")
  private Path folder = Path.of("");

  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(
        Objects.requireNonNull(spec),
        VIEW,
        (settings, output) -> write(settings.catalogue(), output));
  }

  private void write(Catalogue catalogue, AdminOutput output) throws AdminException {
    Map<String, String> files = CatalogueExport.files(catalogue);
    Path at = folder;
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        at = folder.resolve(file.getKey());
        Files.createDirectories(at.toAbsolutePath().getParent());
        Files.writeString(at, file.getValue());
      }
    } catch (IOException e) {
      throw new AdminException(
          AdminException.Kind.FAILED,
          "writing the catalogue to " + at + ": " + e + "; the folder must be writable",
          e);
    }
    output.result(
        JsonNodeFactory.instance
            .objectNode()
            .put("folder", folder.toString())
            .put("files", files.size()));
  }
}
