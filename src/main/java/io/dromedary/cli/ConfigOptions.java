package io.dromedary.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which every command finds the configuration and the store. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration (config/application.properties; environment DROMEDARY_CONFIG).")
  @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the state is kept (data; environment DROMEDARY_DATA).")
  @Nullable Path data;
}
