package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.PostgresServer;
import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.Settlement.End;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of keys on PostgreSQL, by one node and by two. */
class PostgresKeyOrderTest extends KeyOrderConformance {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  @SuppressWarnings("NullAway.Init")
  private static PostgresServer server;

  private final String schema = "ordered" + SCHEMAS.incrementAndGet();

  @BeforeAll
  static void startTheServer() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopTheServer() throws Exception {
    server.close();
  }

  @Override
  Store open() {
    return open("node");
  }

  private Store open(String name) {
    return PostgresStore.open(address(), name, Duration.ofSeconds(60));
  }

  private PostgresAddress address() {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create schema if not exists " + schema);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return new PostgresAddress(server.url() + "&currentSchema=" + schema, "postgres", null);
  }

  private Connection connect() throws SQLException {
    Connection connection = server.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("set search_path = " + schema);
    }
    return connection;
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void withTwoNodesEachKeyIsRecordedInTheOrderOfItsAccepts(long seed) throws Exception {
    try (Store other = open("other")) {
      assertTheOrderHolds(seed, List.of(store, other));
    }
  }

  @Test
  void anAcceptWaitsForThoseOfItsKeyThatHaveASmallerNumberAndAreNotCommittedYet() throws Exception {
    try (Connection earlier = connect()) {
      earlier.setAutoCommit(false);
      try (Statement statement = earlier.createStatement()) {
        statement.execute("select pg_advisory_xact_lock(hashtextextended('k', 0))");
        statement.execute(
            "insert into event (source, event_id, received_at, order_key, body, state)"
                + " values ('itwin', 'earlier', 0, 'k', '', 'accepted')");
      }

      CompletableFuture<Accepted> later = store.accept(event("later", "k"));
      assertThatThrownBy(() -> later.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      earlier.commit();

      assertThat(got(later).stored()).isTrue();
    }
    List<StoredEvent> events = store.claimEvents("itwin", 10, T0);
    assertThat(events).extracting(StoredEvent::eventId).containsExactly("earlier", "later");
  }

  @Test
  void acceptsWithoutAKeyDoNotWait() throws Exception {
    try (Connection earlier = connect()) {
      earlier.setAutoCommit(false);
      try (Statement statement = earlier.createStatement()) {
        statement.execute("select pg_advisory_xact_lock(hashtextextended('k', 0))");
      }

      assertThat(got(store.accept(event("1", null))).stored()).isTrue();
      assertThat(got(store.accept(event("2", "other"))).stored()).isTrue();
    }
  }

  @Test
  void aNodeDoesNotClaimOfAKeyOfWhichAnotherHasSomethingInHand() {
    try (Store other = open("other")) {
      for (String id : List.of("1", "2")) {
        got(store.accept(event(id, "k")));
      }
      for (StoredEvent event : store.claimEvents("itwin", 10, T0)) {
        got(store.settle(settlement(event, End.ROUTED, "a")));
      }
      StoredDelivery first = other.claimDeliveries("a", 10, T0, Ordering.BLOCK).get(0);
      assertThat(store.claimDeliveries("a", 10, T0, Ordering.BLOCK)).isEmpty();
      got(other.record(attempt(first, Decision.DELIVERED)));
      StoredDelivery second = other.claimDeliveries("a", 10, T0, Ordering.BLOCK).get(0);
      assertThat(second.event().eventId()).isEqualTo("2");
      replay("1");
      assertThat(store.claimDeliveries("a", 10, T0, Ordering.BLOCK)).as("2 is in hand").isEmpty();
      got(other.record(attempt(second, Decision.DELIVERED)));

      assertThat(store.claimDeliveries("a", 10, T0, Ordering.BLOCK))
          .extracting(delivery -> delivery.event().eventId())
          .containsExactly("1");
    }
  }

  private void replay(String eventId) {
    try (Connection connection = connect();
        PreparedStatement update =
            connection.prepareStatement(
                "update delivery set state = 'pending', generation = generation + 1,"
                    + " fence = fence + 1, next_at = 0"
                    + " where event_seq = (select seq from event where event_id = ?)")) {
      update.setString(1, eventId);
      assertThat(update.executeUpdate()).isEqualTo(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatALostNodeHadOfAKeyIsTakenOverBeforeTheNextOfIt() {
    for (String id : List.of("1", "2")) {
      got(store.accept(event(id, "k")));
    }
    for (StoredEvent event : store.claimEvents("itwin", 10, T0)) {
      got(store.settle(settlement(event, End.ROUTED, "a")));
    }
    StoredDelivery lost = store.claimDeliveries("a", 10, T0, Ordering.BLOCK).get(0);
    // A process of the same name starts: what the former one had is free.
    openTheStore();

    StoredDelivery taken = store.claimDeliveries("a", 10, T0, Ordering.BLOCK).get(0);
    assertThat(taken.event().eventId()).isEqualTo("1");
    assertThat(got(store.record(attempt(lost, Decision.DELIVERED)))).isFalse();
    assertThat(store.claimDeliveries("a", 10, T0, Ordering.BLOCK)).isEmpty();
    got(store.record(attempt(taken, Decision.DELIVERED)));
    assertThat(store.claimDeliveries("a", 10, T0, Ordering.BLOCK))
        .extracting(delivery -> delivery.event().eventId())
        .containsExactly("2");
  }

  @Test
  void everyStepToAClaimGoesByAnIndex() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into event (source, event_id, received_at, order_key, body, state)"
              + " select 'itwin', 'e' || i, 0, 'k' || i % 100, '',"
              + " case when i > 9900 then 'accepted' else 'routed' end"
              + " from generate_series(1, 10000) as i");
      statement.execute(
          "insert into delivery (event_seq, target, state, order_key)"
              + " select seq, 'a', case when seq > 5000 then 'pending' else 'delivered' end,"
              + " order_key from event where state = 'routed'");
      statement.execute("analyze");
    }
    for (Ordering ordering : List.of(Ordering.BLOCK, Ordering.SKIP)) {
      assertThat(
              plan(
                  "select d.id, "
                      + KeyOrder.blocked(ordering)
                      + " from delivery d where d.state = 'pending' and d.owner is null and"
                      + " d.target = 'a' and d.next_at <= 1 order by d.next_at, d.id limit 564"))
          .anyMatch(line -> line.contains("delivery_due"))
          .anyMatch(line -> line.contains("delivery_ordered"))
          .anyMatch(line -> line.contains("event_ordered"))
          .noneMatch(line -> line.contains("Seq Scan"));
      assertThat(plan(KeyOrder.firstHeld(ordering).replaceFirst("\\?", "'a'").replace("?", "''")))
          .anyMatch(line -> line.contains("delivery_held"))
          .noneMatch(line -> line.contains("Seq Scan"));
    }
  }

  private List<String> plan(String sql) throws SQLException {
    List<String> plan = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("explain " + sql)) {
      while (rows.next()) {
        plan.add(rows.getString(1));
      }
    }
    return plan;
  }
}
