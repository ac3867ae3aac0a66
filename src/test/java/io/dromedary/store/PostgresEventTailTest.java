package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events of a store on PostgreSQL are followed, also those of other nodes. */
class PostgresEventTailTest extends EventTailConformance {
  @SuppressWarnings("NullAway.Init")
  private static PostgresStores stores;

  private final PostgresStores.Schema schema = stores.schema();

  @BeforeAll
  static void startTheServer() throws Exception {
    stores = PostgresStores.start();
  }

  @AfterAll
  static void stopTheServer() throws Exception {
    stores.close();
  }

  @Override
  Store open() {
    return schema.open();
  }

  private static void insert(Connection connection, String id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into event (source, event_id, received_at, body, state) values ('itwin', '"
              + id
              + "', 0, '', 'routed')");
    }
  }

  @Test
  void whatAnotherNodeAcceptsIsSeen() {
    EventTail tail = follow();
    try (Store other = schema.open("other")) {
      new Journeys(other).accept(NewEvents.key("there").messageId("there"));
      accept("here");

      assertThat(ids(tail.next(10))).containsExactly("there", "here");
    }
  }

  @Test
  void whatIsCommittedAfterALaterOneIsSeenAsWellAndOnce() throws Exception {
    EventTail tail = follow();
    try (Connection slow = schema.connect()) {
      slow.setAutoCommit(false);
      insert(slow, "slow");
      accept("quick");
      assertThat(ids(tail.next(10))).containsExactly("quick");
      pass(Duration.ofSeconds(3));
      accept("next");
      assertThat(ids(tail.next(10))).containsExactly("next");

      slow.commit();

      assertThat(ids(tail.next(10))).containsExactly("slow");
      assertThat(tail.next(10)).isEmpty();
    }
  }

  @Test
  void whatWasUnderWayWhenItBeganIsSeen() throws Exception {
    try (Connection slow = schema.connect()) {
      slow.setAutoCommit(false);
      insert(slow, "slow");
      accept("before");
      EventTail tail = follow();
      assertThat(tail.next(10)).isEmpty();

      slow.commit();

      assertThat(tail.newest(10, () -> false)).hasSize(1);
      assertThat(ids(tail.next(10))).containsExactly("slow");
    }
  }

  @Test
  void placesAreNotRememberedForEver() throws Exception {
    EventTail tail = follow();
    try (Connection slow = schema.connect()) {
      slow.setAutoCommit(false);
      insert(slow, "far too slow");
      for (int i = 0; i < 3; i++) {
        accept("e" + i);
        assertThat(tail.next(10)).hasSize(1);
        pass(Duration.ofSeconds(11));
      }
      assertThat(tail.next(10)).isEmpty();

      slow.commit();

      assertThat(tail.next(10)).isEmpty();
    }
  }
}
