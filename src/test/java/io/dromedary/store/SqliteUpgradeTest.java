package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.store.AttemptRecord.Decision;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of schema version 1 is copied, upgraded once, and loses nothing. */
class SqliteUpgradeTest {
  private static final List<String> ROWS =
      List.of(
          "insert into event (source, event_id, event_type, system, domain, received_at, body, state)"
              + " values ('itwin', 'unrouted', 't', 's', 'd', 1, x'7b7d', 'accepted'),"
              + " ('itwin', 'pending', 't', 's', 'd', 2, x'7b7d', 'routed'),"
              + " ('itwin', 'dead', 't', 's', 'd', 3, x'7b7d', 'routed')",
          "insert into event (source, event_id, received_at, body, state, stage, reason)"
              + " values ('itwin', 'unreadable', 4, x'00', 'parked', 'read', 'no JSON')",
          "insert into duplicate_key values ('itwin', 'k', 1, x'00', "
              + T0.plusSeconds(1).toEpochMilli()
              + ")",
          "insert into delivery (event_seq, target, state, attempts, next_at)"
              + " values (2, 'a', 'pending', 3, 5)",
          "insert into delivery (event_seq, target, state, attempts, ended_at, reason)"
              + " values (3, 'a', 'dead', 20, 6, 'refused')");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @BeforeEach
  void writeTheFileOfVersionOne() throws Exception {
    try (Connection connection = connect(file());
        Statement statement = connection.createStatement();
        InputStream schema =
            Objects.requireNonNull(SqliteStore.class.getResourceAsStream("sqlite-1.sql"))) {
      statement.execute("pragma auto_vacuum = incremental");
      statement.execute("pragma journal_mode = wal");
      String script = new String(schema.readAllBytes(), StandardCharsets.UTF_8);
      for (String part : script.split(";\\R")) {
        if (!part.isBlank()) {
          statement.execute(part);
        }
      }
      for (String row : ROWS) {
        statement.execute(row);
      }
      statement.execute("pragma user_version = 1");
    }
  }

  private Path file() {
    return folder.resolve("dromedary.db");
  }

  private Path copy() {
    return folder.resolve("dromedary.db.schema-1");
  }

  private static Connection connect(Path file) throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private static long number(Path file, String sql) throws Exception {
    try (Connection connection = connect(file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }

  @Test
  void whatItHeldIsRoutedAndDeliveredAsIfNothingHadHappened() throws Exception {
    try (Store store = SqliteStore.open(file())) {
      assertThat(store.unrouted()).isEqualTo(1);
      assertThat(store.pendingDeliveries()).containsEntry("a", 1L);
      assertThat(store.deadLetters())
          .containsEntry(Stage.READ, 1L)
          .containsEntry(Stage.DELIVERY, 1L);
      assertThat(store.claimEvents("itwin", 10, T0))
          .extracting(StoredEvent::eventId)
          .containsExactly("unrouted");
      assertThat(Journeys.got(store.accept(key("k").body(new byte[] {1}).event())).marks())
          .as("the duplicate key is known, with other bytes")
          .contains(Mark.CONFLICT);
      Journeys journeys = new Journeys(store);
      journeys.attempt("a", T0, Decision.DELIVERED, null);
      assertThat(journeys.number("select number from attempt")).isEqualTo(4);
      assertThat(journeys.number("select seq from event order by seq desc limit 1")).isEqualTo(5);
    }
  }

  @Test
  void itIsCopiedBeforeAndUpgradedOnce() throws Exception {
    SqliteStore.open(file()).close();
    SqliteStore.open(file()).close();

    assertThat(number(file(), "select user_version from pragma_user_version"))
        .isEqualTo(SchemaScript.SQLITE);
    assertThat(number(copy(), "select user_version from pragma_user_version")).isEqualTo(1);
    assertThat(number(copy(), "select count(*) from event")).isEqualTo(4);
    assertThat(number(copy(), "select count(*) from delivery")).isEqualTo(2);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("dromedary.db", "dromedary.db.schema-1");
  }

  @Test
  void anUpgradeThatFailsInTheMiddleLeavesTheFileAsItWas() throws Exception {
    try (Connection connection = connect(file());
        Statement statement = connection.createStatement()) {
      // In the way of the last statement of the upgrade.
      statement.execute("create table attempt (mine integer)");
    }
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(() -> SqliteStore.open(file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("attempt");

    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    assertThat(number(file(), "select user_version from pragma_user_version")).isEqualTo(1);
    assertThat(number(file(), "select count(*) from event")).isEqualTo(4);
  }

  @Test
  void ofManyThatOpenItAtOnceOneUpgradesIt() throws Exception {
    List<CompletableFuture<Void>> opened =
        List.of(1, 2, 3, 4).stream()
            .map(
                number ->
                    CompletableFuture.runAsync(
                        () -> {
                          try (Store store = SqliteStore.open(file())) {
                            assertThat(store.unrouted()).isEqualTo(1);
                          }
                        }))
            .toList();
    opened.forEach(Journeys::got);

    assertThat(number(copy(), "select user_version from pragma_user_version")).isEqualTo(1);
    assertThat(number(file(), "select count(*) from event")).isEqualTo(4);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("dromedary.db", "dromedary.db.schema-1");
  }
}
