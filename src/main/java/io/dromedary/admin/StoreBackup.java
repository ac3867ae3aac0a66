package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.store.Database;
import io.dromedary.store.StoreCopier;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** {@code store backup}: a copy of the store in a new SQLite file, while it is in use. */
final class StoreBackup implements AdminCommand {
  private final Database database;

  StoreBackup(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "store backup";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("file");
  }

  @Override
  public void run(JsonNode request, AdminOutput output) throws AdminException {
    Path file = newFile(request.path("file").asText());
    CountRows.say(new StoreCopier(new Watched(output)).toFile(database, file), output);
  }

  /** A file that is not there yet; the whole path, as this process has a folder of its own. */
  static Path newFile(String text) throws AdminException {
    Path file;
    try {
      file = Path.of(text);
    } catch (InvalidPathException e) {
      throw new AdminException(Kind.BAD_REQUEST, "this is not the name of a file: " + text, e);
    }
    if (!file.isAbsolute()) {
      throw new AdminException(
          Kind.BAD_REQUEST, "name the whole path of the new file, not '" + text + "'");
    }
    if (Files.exists(file)) {
      throw new AdminException(
          Kind.BAD_REQUEST, file + " is there already; name a file that is not");
    }
    return file;
  }
}
