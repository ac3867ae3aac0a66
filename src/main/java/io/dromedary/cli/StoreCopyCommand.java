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
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code store copy}: the whole store into another one. */
@Command(
    name = "copy",
    description = {
      "Copy the store, as it is at one moment, into another, empty one.",
      "",
      "To move to another database: stop Dromedary, copy, set dromedary.store.url, start. What is"
          + " accepted during a copy of a store that runs is not in the copy.",
      "",
      "A password is taken from the environment variable PGPASSWORD."
    },
    footer = {
      "",
      "Examples:",
      "  dromedary store copy --to jdbc:postgresql://db.example.com/dromedary --user dromedary",
      "  dromedary store copy --to other.db"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StoreCopyCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private AdminOptions options = new AdminOptions();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URL|FILE",
      description = "jdbc:postgresql://host/database, or a new SQLite file.")
  private String to = "";

  @Option(names = "--user", paramLabel = "NAME", description = "Of the database that --to names.")
  private @Nullable String user;

  @Override
  public Integer call() throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    boolean url = to.startsWith("jdbc:");
    request.put("to", url ? to : Path.of(to).toAbsolutePath().toString());
    if (user != null) {
      request.put("user", user);
    }
    String password = System.getenv("PGPASSWORD");
    if (url && password != null) {
      request.put("password", password);
    }
    return options.run(Objects.requireNonNull(spec), "store copy", request, CopyView.VIEW);
  }
}
