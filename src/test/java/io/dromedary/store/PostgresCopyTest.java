package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dromedary.PostgresServer;
import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.AttemptRecord.Outcome;
import io.dromedary.store.Settlement.NewDelivery;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store moves between SQLite and PostgreSQL without losing or changing anything. */
class PostgresCopyTest {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static final Watch UNWATCHED = watch(false);

  @SuppressWarnings("NullAway.Init")
  private static PostgresServer server;

  private final Path folder;

  PostgresCopyTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void startTheServer() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopTheServer() throws Exception {
    server.close();
  }

  private static Watch watch(boolean cancelled) {
    return new Watch() {
      @Override
      public void progress(long done, long total) {
        assertThat(done).isLessThanOrEqualTo(total);
      }

      @Override
      public boolean cancelled() {
        return cancelled;
      }
    };
  }

  /** A schema of its own, as empty as a new database. */
  private static PostgresAddress emptyDatabase() throws Exception {
    String schema = "copy" + SCHEMAS.incrementAndGet();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create schema " + schema);
    }
    return new PostgresAddress(server.url() + "&currentSchema=" + schema, "postgres", null);
  }

  private static PostgresStore open(PostgresAddress address) {
    return PostgresStore.open(address, "node", Duration.ofSeconds(60));
  }

  /** Events in each state, deliveries with and without a body of their own, a failed attempt. */
  private static void fill(Store store) {
    for (int i = 0; i < 30; i++) {
      store.accept(NewEvents.key("key-" + i).body("{\"n\": " + i + "}").event()).join();
    }
    store.accept(NewEvents.key("bad").problem("the body is not JSON").event()).join();
    List<StoredEvent> events = store.claimEvents("itwin", 2, NewEvents.T0);
    store
        .settle(
            new Settlement(
                events.get(0),
                NewEvents.T0,
                Settlement.End.ROUTED,
                Set.of(Mark.HANDLED),
                null,
                List.of(
                    new NewDelivery("bus", "route", null, null),
                    new NewDelivery(
                        "archive", "route", new byte[] {0, 1, (byte) 0xff}, "{\"a\":1}"))))
        .join();
    events.subList(1, events.size()).forEach(store::releaseEvent);
    StoredDelivery delivery = store.claimDeliveries("bus", 1, NewEvents.T0).get(0);
    store
        .record(
            new AttemptRecord(
                delivery,
                1,
                NewEvents.T0,
                Duration.ofMillis(20),
                Outcome.FAILED,
                Decision.REDELIVER,
                NewEvents.T0.plusSeconds(5),
                "refused",
                null))
        .join();
  }

  @Test
  void aFileBecomesADatabaseAndAFileAgain() throws Exception {
    PostgresAddress address = emptyDatabase();
    Path copy = folder.resolve("again.db");
    CopyReport there;
    CopyReport back;
    try (SqliteStore store = SqliteStore.open(folder.resolve("store.db"))) {
      fill(store);
      there = new StoreCopier(UNWATCHED).toPostgres(store.database(), address);
    }
    try (PostgresStore store = open(address)) {
      assertThat(store.unrouted()).isEqualTo(29);
      assertThat(store.deadLetters()).containsEntry(Stage.READ, 1L);
      StoredDelivery archive = store.claimDeliveries("archive", 5, NewEvents.T0).get(0);
      assertThat(archive.body()).containsExactly(0, 1, 0xff);
      assertThat(archive.headers()).isEqualTo("{\"a\":1}");
      StoredDelivery bus = store.claimDeliveries("bus", 5, NewEvents.T0.plusSeconds(60)).get(0);
      assertThat(bus.attempts()).isEqualTo(1);
      assertThat(bus.body()).isNull();
      assertThat(new String(bus.event().body(), StandardCharsets.UTF_8)).isEqualTo("{\"n\": 0}");
      store.releaseDelivery(bus);
      store.releaseDelivery(archive);
      back = new StoreCopier(UNWATCHED).toFile(store.database(), copy);

      // The duplicate keys came along, and the numbers go on.
      assertThat(store.accept(NewEvents.key("key-3").body("{\"n\": 3}").event()).join().stored())
          .isFalse();
      assertThat(store.accept(NewEvents.key("new").event()).join().stored()).isTrue();
    }
    assertThat(there.counts().byTable().get("event"))
        .containsEntry("accepted", 29L)
        .containsEntry("routed", 1L)
        .containsEntry("parked", 1L);
    assertThat(there.counts().byTable().get("attempt")).containsEntry("failed", 1L);
    assertThat(back.counts().in(there.counts())).isEqualTo(there.counts());
    try (SqliteStore store = SqliteStore.open(copy)) {
      assertThat(store.unrouted()).isEqualTo(29);
      assertThat(store.claimDeliveries("archive", 5, NewEvents.T0).get(0).body())
          .containsExactly(0, 1, 0xff);
      store.accept(NewEvents.key("newer").event()).join();
      assertThat(store.claimEvents("itwin", 99, NewEvents.T0))
          .extracting(StoredEvent::seq)
          .endsWith(32L);
    }
  }

  @Test
  void aBackupIsRestoredIntoADatabase() throws Exception {
    Path backup = folder.resolve("backup.db");
    try (SqliteStore store = SqliteStore.open(folder.resolve("store.db"))) {
      fill(store);
      new StoreCopier(UNWATCHED).toFile(store.database(), backup);
    }
    PostgresAddress address = emptyDatabase();

    CopyReport restored = new StoreCopier(UNWATCHED).restore(backup, address);

    assertThat(restored.counts().rows()).isEqualTo(31 + 31 + 2 + 1);
    try (PostgresStore store = open(address)) {
      assertThat(store.unrouted()).isEqualTo(29);
    }
  }

  @Test
  void aDatabaseThatHoldsSomethingIsRefused() throws Exception {
    PostgresAddress address = emptyDatabase();
    try (PostgresStore other = open(address)) {
      other.accept(NewEvents.key("theirs").event()).join();
    }
    try (SqliteStore store = SqliteStore.open(folder.resolve("store.db"))) {
      fill(store);

      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> new StoreCopier(UNWATCHED).toPostgres(store.database(), address))
          .withMessageContaining("holds something already");
    }
    try (PostgresStore other = open(address)) {
      assertThat(other.unrouted()).isEqualTo(1);
    }
  }

  @Test
  void aDatabaseInUseIsRefused() throws Exception {
    PostgresAddress address = emptyDatabase();
    try (PostgresStore inUse = open(address);
        SqliteStore store = SqliteStore.open(folder.resolve("store.db"))) {
      assertThat(inUse.unrouted()).isZero();

      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> new StoreCopier(UNWATCHED).toPostgres(store.database(), address))
          .withMessageContaining("stop them first");
    }
  }

  @Test
  void nothingIsLeftOfACopyThatWasEndedEarly() throws Exception {
    PostgresAddress address = emptyDatabase();
    try (SqliteStore store = SqliteStore.open(folder.resolve("store.db"))) {
      fill(store);

      assertThatExceptionOfType(CancellationException.class)
          .isThrownBy(() -> new StoreCopier(watch(true)).toPostgres(store.database(), address));
    }
    try (PostgresStore other = open(address)) {
      assertThat(StoreCounts.of(other.database(), UNWATCHED).rows()).isZero();
      assertThat(other.accept(NewEvents.key("first").event()).join().stored()).isTrue();
    }
  }

  @Test
  void aServerThatIsAwayIsNamedWithoutItsPassword() {
    PostgresAddress away =
        new PostgresAddress("jdbc:postgresql://127.0.0.1:1/none", "me", "hidden-password-1");
    try (SqliteStore store = SqliteStore.open(folder.resolve("store.db"))) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> new StoreCopier(UNWATCHED).toPostgres(store.database(), away))
          .withMessageContaining("127.0.0.1:1/none")
          .matches(e -> !e.toString().contains("hidden-password-1"));
    }
  }
}
