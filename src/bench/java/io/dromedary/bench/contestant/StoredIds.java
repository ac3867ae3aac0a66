package io.dromedary.bench.contestant;

import io.dromedary.bench.load.Arrivals;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Where a contestant keeps callbacks.
 *
 * @param url JDBC
 * @param ids a query whose first column is the message ids of all that it kept
 */
record StoredIds(String url, String ids) {
  private static final int AT_ONCE = 10_000;

  void addIds(Arrivals kept) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      // PostgreSQL reads in portions only inside a transaction.
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(AT_ONCE);
        try (ResultSet rows = statement.executeQuery(ids)) {
          while (rows.next()) {
            kept.add(rows.getString(1));
          }
        }
      }
    }
  }
}
