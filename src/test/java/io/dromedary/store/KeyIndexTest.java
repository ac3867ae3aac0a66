package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs, their filters, and what an index knows inside and outside a transaction. */
class KeyIndexTest {
  private static final KeyBlocks.Reader NO_BLOCKS = id -> null;

  private final Map<Long, byte[]> blocks = new HashMap<>();

  private KeyRun run(long id, KeyEntries entries) {
    KeyRunWriter writer = new KeyRunWriter(id, 0, entries.size());
    entries.sort();
    for (int i = 0; i < entries.size(); i++) {
      writer.add(entries.hash(i), entries.seq(i));
    }
    KeyRun run = Objects.requireNonNull(writer.last());
    List<byte[]> written = writer.blocks();
    for (int i = 0; i < written.size(); i++) {
      blocks.put(KeyBlocks.id(id, i), written.get(i));
    }
    return run;
  }

  private List<Long> found(KeyRun run, long hash) throws SQLException {
    List<Long> found = new ArrayList<>();
    assertThat(run.find(hash, blocks::get, found::add)).isTrue();
    return found;
  }

  @Test
  void aFilterNeverDeniesWhatWasAddedAndSeldomConfirmsWhatWasNot() {
    Random random = new Random(42);
    KeyFilter filter = KeyFilter.forEntries(20_000);
    long[] added = random.longs(20_000).toArray();
    for (long hash : added) {
      filter.add(hash);
    }
    KeyFilter kept = KeyFilter.of(filter.bytes());

    for (long hash : added) {
      assertThat(kept.mayHold(hash)).isTrue();
    }
    long wrong = random.longs(20_000).filter(kept::mayHold).count();
    assertThat(wrong).isBetween(20L, 600L);
  }

  @Test
  void everyEntryOfARunIsFoundAndNothingElse() throws SQLException {
    Random random = new Random(7);
    KeyEntries entries = new KeyEntries(0);
    Map<Long, Long> expected = new HashMap<>();
    for (long seq = 1; seq <= 3_000; seq++) {
      long hash = random.nextLong();
      entries.add(hash, seq);
      expected.put(hash, seq);
    }
    KeyRun run = run(3, entries);

    assertThat(run.blocks()).isEqualTo(12);
    for (Map.Entry<Long, Long> entry : expected.entrySet()) {
      assertThat(found(run, entry.getKey())).containsExactly(entry.getValue());
    }
    for (int i = 0; i < 3_000; i++) {
      long other = random.nextLong();
      assertThat(found(run, other)).as("hash %s", other).isEmpty();
    }
  }

  @Test
  void entriesOfOneHashAreFoundAlsoWhenTheyFillBlocks() throws SQLException {
    KeyEntries entries = new KeyEntries(0);
    entries.add(Long.MIN_VALUE, 9_001);
    entries.add(Long.MAX_VALUE, 9_002);
    for (long seq = 1; seq <= 600; seq++) {
      entries.add(5, seq);
    }
    entries.add(6, 9_003);
    KeyRun run = run(1, entries);

    assertThat(found(run, 5)).hasSize(600).doesNotHaveDuplicates();
    assertThat(found(run, 6)).containsExactly(9_003L);
    assertThat(found(run, Long.MIN_VALUE)).containsExactly(9_001L);
    assertThat(found(run, Long.MAX_VALUE)).containsExactly(9_002L);
  }

  @Test
  void aKeyIsKnownInItsTransactionAndAfterItsCommit() throws SQLException {
    KeyIndex index = new KeyIndex(List.of(), 100);
    index.add(1, 11);
    assertThat(index.findPending(1, NO_BLOCKS)).containsExactly(11);

    index.rolledBack();
    assertThat(index.findPending(1, NO_BLOCKS)).isEmpty();

    index.add(1, 12);
    index.committed();
    index.add(1, 13);
    index.committed();
    assertThat(index.findPending(1, NO_BLOCKS)).as("the newest first").containsExactly(13, 12);
  }

  @Test
  void manyKeysLeaveTogetherAndAreKnownAllTheWay() throws SQLException {
    KeyIndex index = new KeyIndex(List.of(), 100);
    List<Integer> told = new ArrayList<>();
    index.onFull(() -> told.add(1));
    for (long seq = 1; seq <= 5_000; seq++) {
      index.add(-seq, seq);
    }
    index.committed();

    RecentKeys leaving = Objects.requireNonNull(index.leaving());
    assertThat(told).hasSize(1);
    assertThat(index.findPending(-4_321, NO_BLOCKS)).containsExactly(4_321);

    index.left(run(1, leaving.sorted()));
    assertThat(index.leaving()).isNull();
    for (long seq = 1; seq <= 5_000; seq++) {
      assertThat(index.findPending(-seq, blocks::get)).containsExactly(seq);
    }
  }

  @Test
  void aBlockThatIsMissingIsSaidAndNotTakenForANewKey() {
    KeyEntries entries = new KeyEntries(0);
    entries.add(1, 11);
    KeyIndex index = new KeyIndex(List.of(run(4, entries)), 100);

    assertThatThrownBy(() -> index.findPending(1, NO_BLOCKS))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("lacks a block of its run 4");
  }
}
