package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Copies all rows from one database to another, whichever they are. Both connections are inside a
 * transaction; that of the source sees one moment, that of the target is committed by the caller.
 */
final class RowCopy {
  /** In an order in which no row refers to a later one; with the column that orders the rows. */
  private static final Map<String, String> TABLES =
      Map.of(
          "event", "seq",
          "duplicate_key", "source, key",
          "delivery", "id",
          "attempt", "delivery_id, number",
          "replay", "id");

  private static final List<String> ORDER =
      List.of("event", "duplicate_key", "delivery", "attempt", "replay");

  /** Who has a row in hand, and which transaction wrote it, is over with the copy. */
  private static final Set<String> NOT_COPIED = Set.of("owner", "fence", "accepted_xid");

  private static final int MAX_ROWS = 500;
  private static final long MAX_BYTES = 4L << 20;

  private final Connection from;
  private final Connection to;
  private final long total;
  private final Watch watch;
  private long done;

  /**
   * @param total how many rows there are
   */
  RowCopy(Connection from, Connection to, long total, Watch watch) {
    this.from = from;
    this.to = to;
    this.total = total;
    this.watch = watch;
  }

  /**
   * Copies them.
   *
   * @throws CancellationException when that was asked for
   */
  void copy() throws SQLException {
    for (String table : ORDER) {
      if (StoreCounts.has(from, table) && StoreCounts.has(to, table)) {
        copy(table);
      }
    }
  }

  private void copy(String table) throws SQLException {
    List<String> columns = columns(table);
    String names = String.join(", ", columns);
    String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
    try (Statement select = from.createStatement();
        PreparedStatement insert =
            to.prepareStatement(
                "insert into " + table + " (" + names + ") values (" + marks + ")")) {
      select.setFetchSize(rowsAtOnce(table, columns));
      try (ResultSet rows =
          select.executeQuery(
              "select " + names + " from " + table + " order by " + TABLES.get(table))) {
        copy(rows, kinds(rows.getMetaData()), insert);
      }
    }
  }

  private void copy(ResultSet rows, List<Kind> kinds, PreparedStatement insert)
      throws SQLException {
    int waiting = 0;
    long bytes = 0;
    while (rows.next()) {
      for (int i = 1; i <= kinds.size(); i++) {
        bytes += kinds.get(i - 1).copy(rows, insert, i);
      }
      insert.addBatch();
      waiting++;
      if (waiting == MAX_ROWS || bytes >= MAX_BYTES) {
        insert(insert, waiting);
        waiting = 0;
        bytes = 0;
      }
    }
    insert(insert, waiting);
  }

  private void insert(PreparedStatement insert, int rows) throws SQLException {
    if (rows > 0) {
      insert.executeBatch();
      done += rows;
      watch.progress(done, total);
    }
    if (watch.cancelled()) {
      throw new CancellationException("copying was ended early");
    }
  }

  /** Bodies may be large, and a driver holds as many rows as it fetches at once. */
  private int rowsAtOnce(String table, List<String> columns) throws SQLException {
    if (!columns.contains("body")) {
      return MAX_ROWS;
    }
    long largest = largestBody(table, TABLES.getOrDefault(table, ""));
    return (int) Math.max(1, Math.min(MAX_ROWS, MAX_BYTES / Math.max(1, largest)));
  }

  /** Looked for in steps: a server that is silent for long is given up. */
  private long largestBody(String table, String key) throws SQLException {
    long largest = 0;
    try (PreparedStatement select =
        from.prepareStatement(
            ("select max(%2$s), max(length(body)) from (select %2$s, body from %1$s"
                    + " where %2$s > ? order by %2$s limit 20000) page")
                .formatted(table, key))) {
      select.setLong(1, Long.MIN_VALUE);
      while (true) {
        try (ResultSet row = select.executeQuery()) {
          row.next();
          long last = row.getLong(1);
          if (row.wasNull()) {
            return largest;
          }
          largest = Math.max(largest, row.getLong(2));
          select.setLong(1, last);
        }
      }
    }
  }

  /** Those that both have. */
  private List<String> columns(String table) throws SQLException {
    List<String> columns = new ArrayList<>(columns(from, table));
    columns.retainAll(columns(to, table));
    columns.removeAll(NOT_COPIED);
    return columns;
  }

  private static List<String> columns(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery("select * from " + table + " where 1 = 0")) {
      ResultSetMetaData described = none.getMetaData();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= described.getColumnCount(); i++) {
        columns.add(described.getColumnName(i));
      }
      return columns;
    }
  }

  private static List<Kind> kinds(ResultSetMetaData described) throws SQLException {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 1; i <= described.getColumnCount(); i++) {
      kinds.add(Kind.of(described.getColumnTypeName(i).toLowerCase(Locale.ROOT)));
    }
    return kinds;
  }

  /** What a column holds, in words of both databases. */
  private enum Kind {
    NUMBER {
      @Override
      long copy(ResultSet from, PreparedStatement to, int column) throws SQLException {
        long value = from.getLong(column);
        if (from.wasNull()) {
          to.setNull(column, Types.BIGINT);
        } else {
          to.setLong(column, value);
        }
        return Long.BYTES;
      }
    },
    TEXT {
      @Override
      long copy(ResultSet from, PreparedStatement to, int column) throws SQLException {
        String value = from.getString(column);
        // PostgreSQL has no text with this character in it.
        to.setString(column, value == null ? null : value.replace('\0', '\ufffd'));
        return value == null ? 0 : value.length();
      }
    },
    BYTES {
      @Override
      long copy(ResultSet from, PreparedStatement to, int column) throws SQLException {
        byte[] value = from.getBytes(column);
        to.setBytes(column, value);
        return value == null ? 0 : value.length;
      }
    };

    /** Copies one value. Returns its size in bytes, roughly. */
    abstract long copy(ResultSet from, PreparedStatement to, int column) throws SQLException;

    static Kind of(String type) {
      return switch (type) {
        case "text" -> TEXT;
        case "blob", "bytea" -> BYTES;
        default -> NUMBER;
      };
    }
  }
}
