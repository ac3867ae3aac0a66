package io.dromedary.target;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table that deliveries are written to, created when the first of them finds it missing.
 *
 * <p>Several threads and several nodes may find it missing at once: whoever loses the race sees its
 * own statement fail (PostgreSQL does so in spite of {@code if not exists}) and the table there.
 * The look comes first because a user without the right to create tables may use one that exists.
 */
final class WarehouseTable {
  private final String name;
  private final String create;
  private volatile boolean seen;

  WarehouseTable(String name, String create) {
    this.name = name;
    this.create = create;
  }

  void createIfMissing(Connection connection) throws SQLException {
    if (seen || exists(connection)) {
      seen = true;
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(create);
    } catch (SQLException e) {
      if (!exists(connection)) {
        throw e;
      }
    }
    seen = true;
  }

  private boolean exists(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1 from " + name + " where 1 = 0");
      return true;
    } catch (SQLException e) {
      return false; // or out of reach: then the create statement fails too, and says why
    }
  }
}
