package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.Database.Dialect;
import io.dromedary.store.Settlement.End;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.ProgressHandler;

/** The order of keys on SQLite, and how many steps of its virtual machine a claim takes. */
class SqliteKeyOrderTest extends KeyOrderConformance {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private int events;

  @Override
  Store open() {
    return SqliteStore.open(folder.resolve("dromedary.db"));
  }

  /** So many deliveries more, to keys of these names and numbers below that. */
  private void fill(int deliveries, String name, int keys) {
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (int i = 0; i < deliveries; i++) {
      writes.add(store.accept(event("e" + ++events, name + i % keys)));
    }
    writes.forEach(KeyOrderConformance::got);
    writes.clear();
    for (int left = deliveries; left > 0; ) {
      List<StoredEvent> due = store.claimEvents("itwin", 10_000, T0);
      due.forEach(event -> writes.add(store.settle(settlement(event, End.ROUTED, "a"))));
      left -= due.size();
    }
    writes.forEach(KeyOrderConformance::got);
  }

  /** Steps of one look for what is due, as a claim makes it, without what is in hand. */
  private long steps(Ordering ordering, int max) throws SQLException {
    long[] steps = {0};
    try (Connection connection = connect()) {
      ProgressHandler.setHandler(
          connection,
          10,
          new ProgressHandler() {
            @Override
            protected int progress() {
              steps[0] += 10;
              return 0;
            }
          });
      KeyOrder.look(connection, "a", ordering, "", 32);
      SqliteReads.dueInOrder(
          connection, "a", T0, max, ordering, Set.of(), Set.of(), SqlStore.HELD_AT_ONCE);
    }
    return steps[0];
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("dromedary.db"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Ordering.class,
      names = {"BLOCK", "SKIP"})
  void aClaimDoesNotCostMoreForAHundredTimesAsManyThatWaitBehindOneKey(Ordering ordering)
      throws Exception {
    fill(200, "k", 1);
    assertThat(store.claimDeliveries("a", 64, T0, ordering)).hasSize(1);
    final long few = steps(ordering, 64);
    store.close();
    openTheStore();
    fill(20_000, "k", 1);
    assertThat(store.claimDeliveries("a", 64, T0, ordering)).hasSize(1);
    // What follows the first that is ready is held when a claim comes across it.
    for (int i = 0; i < 20_000 / SqlStore.HELD_AT_ONCE + 1; i++) {
      assertThat(store.claimDeliveries("a", 64, T0, ordering)).isEmpty();
    }

    assertThat(steps(ordering, 64)).isLessThan(few + 500);
    assertThat(few).isLessThan(2_000);
  }

  @Test
  void aClaimCostsByWhatItGivesAndNotByHowManyKeysThereAre() throws Exception {
    fill(1_000, "k", 1_000);
    final long few = steps(Ordering.BLOCK, 64);
    store.close();
    openTheStore();
    fill(20_000, "other", 20_000);

    assertThat(steps(Ordering.BLOCK, 64)).isLessThan(few + 500);
    assertThat(few).isLessThan(64 * 100);
  }

  @Test
  void keysThatAllFailAreNotLookedAtBeforeTheirTime() throws Exception {
    fill(4_000, "k", 2_000);
    List<StoredDelivery> heads = store.claimDeliveries("a", 5_000, T0, Ordering.BLOCK);
    assertThat(heads).hasSize(2_000);
    List<CompletableFuture<?>> writes = new ArrayList<>();
    heads.forEach(head -> writes.add(store.record(attempt(head, Decision.REDELIVER))));
    writes.forEach(KeyOrderConformance::got);
    for (int i = 0; i < 10; i++) {
      assertThat(store.claimDeliveries("a", 64, T0, Ordering.BLOCK)).isEmpty();
    }

    assertThat(steps(Ordering.BLOCK, 64)).isLessThan(4_000);
  }

  @ParameterizedTest
  @EnumSource(
      value = Ordering.class,
      names = {"BLOCK", "SKIP"})
  void everyStepToAClaimGoesByAnIndexToTheEndOfItsCondition(Ordering ordering) throws Exception {
    assertThat(
            plan(
                "select d.id, "
                    + KeyOrder.blocked(ordering)
                    + " from delivery d where d.state = 'pending' and d.target = ? and d.next_at <="
                    + " ? order by d.next_at, d.id"))
        .noneMatch(line -> line.startsWith("SCAN") || line.contains("TEMP B-TREE"))
        .anyMatch(line -> line.contains("delivery_due (target=? AND next_at<?)"))
        .anyMatch(
            line ->
                line.contains("delivery_ordered (target=? AND order_key=? AND state=?")
                    && line.contains("event_seq<?"))
        .anyMatch(line -> line.contains("event_ordered (order_key=? AND state=? AND seq<?)"));
    assertThat(plan(KeyOrder.firstHeld(ordering)))
        .noneMatch(line -> line.startsWith("SCAN") || line.contains("TEMP B-TREE"))
        .anyMatch(line -> line.contains("delivery_held (target=? AND order_key>?)"));
    assertThat(plan(KeyOrder.freeNext(Dialect.SQLITE)))
        .noneMatch(line -> line.startsWith("SCAN") || line.contains("TEMP B-TREE"))
        .anyMatch(line -> line.contains("delivery_ordered (target=? AND order_key=? AND state=?)"));
  }

  private List<String> plan(String sql) throws SQLException {
    List<String> plan = new ArrayList<>();
    try (Connection connection = connect();
        PreparedStatement explain = connection.prepareStatement("explain query plan " + sql);
        ResultSet rows = explain.executeQuery()) {
      while (rows.next()) {
        plan.add(rows.getString("detail"));
      }
    }
    return plan;
  }
}
