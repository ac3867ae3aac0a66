package io.dromedary.store;

import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of the index of keys in a file: made, merged, deleted, made anew. */
class SqliteKeyRunsTest {
  private static final int RUN = 5;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private Store open() {
    return SqliteStore.open(file(), RUN);
  }

  private Path file() {
    return folder.resolve("dromedary.db");
  }

  private static long number(Path file, String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void change(Path file, String... changes) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String change : changes) {
        statement.execute(change);
      }
    }
  }

  /** In groups, as they come. */
  private static void accept(Store store, int from, int to) {
    List<CompletableFuture<Accepted>> accepted = new ArrayList<>();
    for (int i = from; i < to; i++) {
      accepted.add(store.accept(event(i).event()));
    }
    accepted.forEach(one -> assertThat(Journeys.got(one).stored()).isTrue());
  }

  /** Every second one has an id of its own; of the others it is made of the key. */
  private static NewEvents event(int number) {
    NewEvents event = key("key " + number);
    return number % 2 == 0 ? event.messageId("message " + number) : event;
  }

  private static void assertAllAreKnown(Store store, int events) {
    for (int i = 0; i < events; i++) {
      Accepted again = Journeys.got(store.accept(event(i).event()));
      assertThat(again.stored()).as("event %s is new", i).isFalse();
      String id = String.valueOf(again.eventId());
      assertThat(new EventLookup(store.database()).find(id).eventId()).isEqualTo(id);
    }
  }

  /**
   * Until there is a run that was made of runs which were made of runs. Returns how many there are.
   */
  private int acceptUntilMergedTwice(Store store, int from) {
    int next = from;
    while (number(file(), "select count(*) from key_run where level >= 2") == 0) {
      assertThat(next).as("events accepted without a second merge").isLessThan(100_000);
      accept(store, next, next + 10);
      next += 10;
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> number(file(), "select count(*) from key_run where level = -1") == 0);
    return next;
  }

  @Test
  void aKeyIsFoundInWhateverRunItIs() {
    try (Store store = open()) {
      int events = acceptUntilMergedTwice(store, 0);

      assertAllAreKnown(store, events);
      accept(store, events, events + 1);
    }
  }

  @Test
  void blocksOfRunsThatAreGoneAreDeleted() {
    try (Store store = open()) {
      acceptUntilMergedTwice(store, 0);
    }
    assertThat(
            number(
                file(),
                "select count(*) from key_block where id >> 24 not in (select id from key_run)"))
        .isZero();
  }

  @Test
  void afterACrashTheKeysThatWereInMemoryAreReadFromTheRows() throws IOException {
    Path crashed = folder.resolve("crashed").resolve("dromedary.db");
    Files.createDirectories(crashed.getParent());
    try (Store store = SqliteStore.open(file(), 1_000_000)) {
      accept(store, 0, 300);
      assertThat(number(file(), "select count(*) from key_run")).isZero();
      Files.copy(file(), crashed);
      Files.copy(
          file().resolveSibling("dromedary.db-wal"), crashed.resolveSibling("dromedary.db-wal"));
    }
    try (Store store = SqliteStore.open(crashed, 1_000_000)) {
      assertAllAreKnown(store, 300);
    }
  }

  @Test
  void anIndexThatIsMissingIsMadeAnew() throws SQLException {
    try (Store store = open()) {
      accept(store, 0, 300);
    }
    change(file(), "delete from key_run", "delete from key_block");

    try (Store store = open()) {
      assertAllAreKnown(store, 300);
    }
    assertThat(number(file(), "select sum(entries) from key_run where level >= 0"))
        .as("a key for each, and an id of its own for every second one")
        .isEqualTo(450);
  }

  @Test
  void whatIsLeftOfAnUnfinishedRunIsNotInTheWayOfTheNext() throws SQLException {
    try (Store store = open()) {
      accept(store, 0, 10);
    }
    long next = number(file(), "select coalesce(max(id), 0) + 1 from key_run");
    change(
        file(),
        "insert into key_block (id, entries) values (" + (next << 24) + ", x'00')",
        "insert into key_block (id, entries) values (" + ((next << 24) + 100) + ", x'00')");

    try (Store store = open()) {
      assertAllAreKnown(store, acceptUntilMergedTwice(store, 10));
    }
    assertThat(number(file(), "select count(*) from key_block where entries = x'00'")).isZero();
  }

  @Test
  void keysOfEventsThatAreGoneLeaveTheIndex() throws SQLException {
    try (Store store = open()) {
      accept(store, 0, 200);
    }
    change(
        file(), "delete from event where seq < 150", "delete from duplicate_key where seq < 150");

    try (Store store = open()) {
      acceptUntilMergedTwice(store, 200);
      assertThat(number(file(), "select min(first_seq) from key_run where level >= 2"))
          .isGreaterThanOrEqualTo(150);
      assertThat(Journeys.got(store.accept(event(10).event())).stored())
          .as("its key is forgotten")
          .isTrue();
    }
  }

  @Test
  void aKeyThatHasExpiredIsClaimedAnewAndKnownOnce() {
    try (Store store = open()) {
      accept(store, 0, 100);
      NewEvents later = event(7).receivedAt(NewEvents.T0.plus(NewEvents.WINDOW));
      Accepted again = Journeys.got(store.accept(later.event()));
      assertThat(again.stored()).isTrue();
      assertThat(Journeys.got(store.accept(later.event())).eventId()).isEqualTo(again.eventId());
    }
    assertThat(number(file(), "select count(*) from duplicate_key where key = 'key 7'"))
        .isEqualTo(1);
  }
}
