package io.dromedary.cli;

import io.dromedary.runtime.Restoration;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code store restore}: puts a backup in the place of the store. */
@Command(
    name = "restore",
    description = {
      "Put a backup in the place of the store, while Dromedary does not run.",
      "",
      "Events accepted after the backup are not in it, and what was delivered after it is delivered"
          + " again."
    },
    footer = {
      "",
      "Examples:",
      "  dromedary store restore /backup/dromedary-2026-01-31.db",
      "  dromedary store restore /backup/dromedary-2026-01-31.db --force"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StoreRestoreCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private AdminOptions options = new AdminOptions();

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file = Path.of("");

  @Option(
      names = "--force",
      description = "Put a store that holds something aside; nothing is ever removed.")
  private boolean force;

  @Override
  public Integer call() throws Exception {
    return options.run(
        Objects.requireNonNull(spec),
        CopyView.VIEW,
        (settings, output) ->
            new Restoration(settings, Clock.systemUTC()).run(file.toAbsolutePath(), force, output));
  }
}
