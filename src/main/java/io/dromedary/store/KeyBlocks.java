package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The blocks of the runs, in SQL. */
final class KeyBlocks {
  /** So many entries fill a page of the database. */
  static final int ENTRIES = 250;

  /** A run has fewer blocks than this: the number of a block is that of its run and its own. */
  private static final int BLOCKS_BITS = 24;

  private static final String SELECT = "select entries from key_block where id = ?";

  /** Reads one block. */
  @FunctionalInterface
  interface Reader {
    /** Null when it is not there any more. */
    byte @Nullable [] read(long id) throws SQLException;
  }

  private KeyBlocks() {}

  static long id(long run, int block) {
    return run << BLOCKS_BITS | block;
  }

  static Reader reader(Connection connection) {
    return id -> {
      try (PreparedStatement select = connection.prepareStatement(SELECT)) {
        return read(select, id);
      }
    };
  }

  /** For a connection whose statements are kept. */
  static Reader preparedReader(Connection connection) throws SQLException {
    PreparedStatement select = connection.prepareStatement(SELECT);
    return id -> read(select, id);
  }

  private static byte @Nullable [] read(PreparedStatement select, long id) throws SQLException {
    select.setLong(1, id);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getBytes(1) : null;
    }
  }

  static void insert(Connection connection, long run, int first, Iterable<byte[]> blocks)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into key_block (id, entries) values (?, ?)")) {
      int number = first;
      for (byte[] block : blocks) {
        insert.setLong(1, id(run, number++));
        insert.setBytes(2, block);
        insert.executeUpdate();
      }
    }
  }

  /** Deletes some blocks of a run: those from a number on, before another one. */
  static void delete(Connection connection, long run, int from, int to) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from key_block where id >= ? and id < ?")) {
      delete.setLong(1, id(run, from));
      delete.setLong(2, id(run, to));
      delete.executeUpdate();
    }
  }

  /** Deletes the blocks of a run and of all later ones. */
  static void deleteFrom(Connection connection, long run) throws SQLException {
    deleteFrom(connection, run, -1);
  }

  /**
   * Deletes blocks of a run and of later ones.
   *
   * @param most at most so many; -1 for all
   * @return how many there were to delete
   */
  static int deleteFrom(Connection connection, long run, int most) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from key_block where id in"
                + " (select id from key_block where id >= ? order by id limit ?)")) {
      delete.setLong(1, id(run, 0));
      delete.setInt(2, most);
      return delete.executeUpdate();
    }
  }
}
