package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code store backup}: a copy of the store in a new file. */
@Command(
    name = "backup",
    description = {
      "Copy the store, as it is at one moment, into a new file.",
      "",
      "The copy is an SQLite file whatever the store is, and is read through before it gets its"
          + " name. The process that runs writes it, so it must be able to."
    },
    footer = {"", "Examples:", "  dromedary store backup /backup/dromedary-2026-01-31.db"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StoreBackupCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private AdminOptions options = new AdminOptions();

  @Parameters(paramLabel = "FILE", description = "The new file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("file", file.toAbsolutePath().toString());
    return options.run(Objects.requireNonNull(spec), "store backup", request, CopyView.VIEW);
  }
}
