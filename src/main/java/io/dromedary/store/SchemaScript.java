package io.dromedary.store;

import io.dromedary.store.Database.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;

/** The scripts that make the tables and bring older ones up to date: one for each version. */
final class SchemaScript {
  /** The versions that this code works with. */
  static final int SQLITE = 3;

  static final int POSTGRESQL = 2;

  private SchemaScript() {}

  /** Runs all scripts after a version, in the transaction of the caller. */
  static void upgrade(Statement statement, Dialect database, int from)
      throws SQLException, IOException {
    int version = database == Dialect.SQLITE ? SQLITE : POSTGRESQL;
    String name = database == Dialect.SQLITE ? "sqlite" : "postgres";
    for (int next = from + 1; next <= version; next++) {
      for (String part : read(name + "-" + next + ".sql").split(";\\R")) {
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
