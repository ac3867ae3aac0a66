package io.dromedary.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;

/** The scripts that make the tables and bring older ones up to date: one for each version. */
final class SchemaScript {
  /** The version that this code works with; the same on each database. */
  static final int VERSION = 2;

  private SchemaScript() {}

  /**
   * Runs all scripts after a version, in the transaction of the caller.
   *
   * @param database how the name of the script begins, for example {@code sqlite}
   */
  static void upgrade(Statement statement, String database, int from)
      throws SQLException, IOException {
    for (int next = from + 1; next <= VERSION; next++) {
      for (String part : read(database + "-" + next + ".sql").split(";\\R")) {
        if (!part.isBlank()) {
          statement.execute(part);
        }
      }
    }
  }

  private static String read(String name) throws IOException {
    try (InputStream in = SchemaScript.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
