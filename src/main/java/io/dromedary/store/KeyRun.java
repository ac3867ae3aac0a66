package io.dromedary.store;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A sorted part of the index of keys: its entries are in blocks of the database, and in memory is
 * what says whether a block is worth reading. Immutable.
 *
 * @param level 0 for one of the newest keys; of several of a level one of the next is made
 * @param blocks how many there are
 * @param firstSeq of the oldest event in it
 * @param lastSeq of the newest event in it
 * @param firstHashes of each block
 */
record KeyRun(
    long id,
    int level,
    long entries,
    int blocks,
    long firstSeq,
    long lastSeq,
    KeyFilter filter,
    long[] firstHashes) {
  /** Its blocks are being deleted. */
  static final int OBSOLETE = -1;

  /**
   * Tells the {@code seq} of every event with this hash.
   *
   * @return false when the run is not there any more
   */
  boolean find(long hash, KeyBlocks.Reader reader, LongConsumer found) throws SQLException {
    if (!filter.mayHold(hash)) {
      return true;
    }
    int block = Arrays.binarySearch(firstHashes, hash);
    // A block that begins with the hash may follow one that ends with it.
    int at = Math.max(0, block >= 0 ? firstOf(block) - 1 : -block - 2);
    while (at < blocks && firstHashes[at] <= hash) {
      byte[] entries = reader.read(KeyBlocks.id(id, at));
      if (entries == null) {
        return false;
      }
      KeyEntries.find(entries, hash, found);
      at++;
    }
    return true;
  }

  private int firstOf(int block) {
    int first = block;
    while (first > 0 && firstHashes[first - 1] == firstHashes[block]) {
      first--;
    }
    return first;
  }

  void insert(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into key_run (id, level, entries, first_seq, last_seq, filter, first_hashes)"
                + " values (?, ?, ?, ?, ?, ?, ?)")) {
      ByteBuffer hashes = ByteBuffer.allocate(firstHashes.length * Long.BYTES);
      hashes.asLongBuffer().put(firstHashes);
      insert.setLong(1, id);
      insert.setInt(2, level);
      insert.setLong(3, entries);
      insert.setLong(4, firstSeq);
      insert.setLong(5, lastSeq);
      insert.setBytes(6, filter.bytes());
      insert.setBytes(7, hashes.array());
      insert.executeUpdate();
    }
  }

  /** All that are kept, obsolete ones too. */
  static List<KeyRun> all(Connection connection) throws SQLException {
    List<KeyRun> runs = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select id, level, entries, first_seq, last_seq, filter, first_hashes"
                    + " from key_run")) {
      while (rows.next()) {
        LongBuffer longs = ByteBuffer.wrap(rows.getBytes(7)).asLongBuffer();
        long[] hashes = new long[longs.remaining()];
        longs.get(hashes);
        runs.add(
            new KeyRun(
                rows.getLong(1),
                rows.getInt(2),
                rows.getLong(3),
                hashes.length,
                rows.getLong(4),
                rows.getLong(5),
                KeyFilter.of(rows.getBytes(6)),
                hashes));
      }
    }
    return runs;
  }

  static void setObsolete(Connection connection, List<KeyRun> runs) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update key_run set level = ? where id = ?")) {
      for (KeyRun run : runs) {
        update.setInt(1, OBSOLETE);
        update.setLong(2, run.id());
        update.executeUpdate();
      }
    }
  }

  void delete(Connection connection) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from key_run where id = ?")) {
      delete.setLong(1, id);
      delete.executeUpdate();
    }
  }
}
