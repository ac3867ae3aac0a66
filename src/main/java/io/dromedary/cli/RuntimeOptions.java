package io.dromedary.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every command has which starts the runtime. */
final class RuntimeOptions {
  @Mixin ConfigOptions where = new ConfigOptions();

  @Option(
      names = "--routes",
      paramLabel = "FOLDER",
      description = "Route files (routes; environment DROMEDARY_ROUTES).")
  @Nullable Path routes;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "For callbacks; 0: any free one (8080; environment DROMEDARY_LISTEN).")
  @Nullable Integer port;

  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      description =
          "For health and metrics; 0: any free one (9876; environment DROMEDARY_MANAGEMENT_LISTEN).")
  @Nullable Integer managementPort;

  @Option(names = "--verbose", description = "Log what Camel does as well.")
  boolean verbose;
}
