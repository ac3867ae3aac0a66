package io.dromedary.store;

import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conformance of the store on SQLite, and what only a file can get wrong. */
class SqliteStoreTest extends StoreConformance {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Override
  Store open() {
    return SqliteStore.open(file());
  }

  private Path file() {
    return folder.resolve("data").resolve("dromedary.db");
  }

  private static Connection connect(Path file) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("pragma " + name)) {
      return rows.getString(1);
    }
  }

  private static List<String> filesBeside(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theFileIsInWalModeAndGivesSpaceBack() throws Exception {
    try (Connection other = connect(file())) {
      assertThat(pragma(other, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(other, "auto_vacuum")).as("2 is incremental").isEqualTo("2");
      assertThat(pragma(other, "user_version")).isEqualTo("3");
      assertThat(pragma(other, "integrity_check")).isEqualTo("ok");
    }
  }

  @Test
  void eachCommitOfTheWriterReachesTheDisk() throws Exception {
    Path other = folder.resolve("other.db");
    try (Connection writer = new SqliteDatabase(other).openWriter()) {
      assertThat(pragma(writer, "synchronous")).as("2 is full").isEqualTo("2");
      assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
      assertThat(pragma(writer, "wal_autocheckpoint")).isEqualTo("1000");
    }
    try (Connection again = new SqliteDatabase(other).openWriter()) {
      assertThat(pragma(again, "synchronous")).isEqualTo("2");
    }
  }

  @Test
  void aFileOfANewerVersionIsRefusedWithASentenceAndLeftAsItIs() throws Exception {
    store.close();
    try (Connection newer = connect(file());
        Statement statement = newer.createStatement()) {
      statement.execute("pragma user_version = 4");
    }
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(() -> SqliteStore.open(file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("newer")
        .hasMessageContaining("schema 4");

    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    assertThat(filesBeside(file())).containsExactly("dromedary.db");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedWithASentenceAndLeftAsItIs() throws Exception {
    Path damaged = folder.resolve("damaged.db");
    byte[] bytes = new byte[20_000];
    Arrays.fill(bytes, (byte) 'x');
    Files.write(damaged, bytes);

    assertRefusedAsDamaged(damaged, bytes);
  }

  @Test
  void aFileWithDamagedTablesIsRefusedWithASentenceAndLeftAsItIs() throws Exception {
    Path damaged = folder.resolve("damaged.db");
    try (SqliteStore whole = SqliteStore.open(damaged)) {
      for (int i = 0; i < 200; i++) {
        whole.accept(key("k" + i).event());
      }
    }
    try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
      byte[] garbage = new byte[(int) file.length() - 4096];
      Arrays.fill(garbage, (byte) 'x');
      file.seek(4096);
      file.write(garbage);
    }

    assertRefusedAsDamaged(damaged, Files.readAllBytes(damaged));
  }

  @Test
  void aFileThatLacksATableIsRefusedWithASentenceAndLeftAsItIs() throws Exception {
    Path damaged = folder.resolve("damaged.db");
    SqliteStore.open(damaged).close();
    try (Connection other = connect(damaged);
        Statement statement = other.createStatement()) {
      statement.execute("drop table duplicate_key");
    }

    assertRefusedAsDamaged(damaged, Files.readAllBytes(damaged));
  }

  @Test
  void aDamagedFileIsLeftAsItIsAlsoWithWhatACrashLeftInItsLogOrInAnotherJournalMode()
      throws Exception {
    Path rollback = folder.resolve("rollback.db");
    SqliteStore.open(rollback).close();
    try (Connection other = connect(rollback);
        Statement statement = other.createStatement()) {
      statement.execute("pragma journal_mode = delete");
      statement.execute("drop table delivery");
    }
    assertRefusedAsDamaged(rollback, Files.readAllBytes(rollback));

    Path running = folder.resolve("running.db");
    SqliteStore.open(running).close();
    Path crashed = folder.resolve("crashed.db");
    Path log = folder.resolve("crashed.db-wal");
    try (SqliteStore store = SqliteStore.open(running)) {
      for (int i = 0; i < 50; i++) {
        store.accept(key("k" + i).event()).get(20, TimeUnit.SECONDS);
      }
      Files.copy(running, crashed);
      Files.copy(folder.resolve("running.db-wal"), log);
    }
    byte[] bytes = Files.readAllBytes(crashed);
    final byte[] logBytes = Files.readAllBytes(log);
    // The log is whole, and has not all of the pages.
    Arrays.fill(bytes, 4096, bytes.length, (byte) 'x');
    Files.write(crashed, bytes);

    assertThatThrownBy(() -> SqliteStore.open(crashed)).isInstanceOf(StoreException.class);
    assertThat(Files.readAllBytes(crashed)).isEqualTo(bytes);
    assertThat(Files.readAllBytes(log)).isEqualTo(logBytes);
  }

  @Test
  void whatACrashLeftInTheLogIsFoundAlsoWithoutTheIndexOfTheLog() throws Exception {
    Path crashed = folder.resolve("crashed.db");
    for (int i = 0; i < 50; i++) {
      store.accept(key("k" + i).event()).get(20, TimeUnit.SECONDS);
    }
    Files.copy(file(), crashed);
    Files.copy(file().resolveSibling("dromedary.db-wal"), folder.resolve("crashed.db-wal"));

    try (SqliteStore again = SqliteStore.open(crashed)) {
      assertThat(again.unrouted()).isEqualTo(50);
    }
  }

  @Test
  void aDatabaseOfSomebodyElseThatCountsItsVersionsTooIsLeftAsItIs() throws Exception {
    Path foreign = folder.resolve("versioned.db");
    try (Connection other = connect(foreign);
        Statement statement = other.createStatement()) {
      statement.execute("create table customer (id integer)");
      statement.execute("pragma user_version = 1");
    }
    byte[] before = Files.readAllBytes(foreign);

    assertThatThrownBy(() -> SqliteStore.open(foreign))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another application");

    assertThat(Files.readAllBytes(foreign)).isEqualTo(before);
  }

  private void assertRefusedAsDamaged(Path damaged, byte[] before) throws IOException {
    List<String> filesBefore = filesBeside(damaged);
    assertThatThrownBy(() -> SqliteStore.open(damaged))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(damaged.toString())
        .hasMessageContaining("restore a copy");
    assertThat(Files.readAllBytes(damaged)).isEqualTo(before);
    assertThat(filesBeside(damaged)).as("no connection stays open").isEqualTo(filesBefore);
  }

  @Test
  void aDatabaseOfSomebodyElseIsRefusedAndLeftAsItIs() throws Exception {
    Path foreign = folder.resolve("foreign.db");
    try (Connection other = connect(foreign);
        Statement statement = other.createStatement()) {
      statement.execute("create table customer (id integer)");
    }
    byte[] before = Files.readAllBytes(foreign);

    assertThatThrownBy(() -> SqliteStore.open(foreign))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(foreign.toString());

    assertThat(Files.readAllBytes(foreign)).isEqualTo(before);
  }

  @Test
  void aFolderThatCannotBeMadeIsRefusedWithASentence() throws Exception {
    Path inTheWay = Files.writeString(folder.resolve("file"), "in the way");

    assertThatThrownBy(() -> SqliteStore.open(inTheWay.resolve("dromedary.db")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("opening the store")
        .hasMessageContaining(inTheWay.toString());
  }

  @Test
  void aSecondOpenSeesWhatTheFirstCommittedAndClosesWithoutHarmToIt() throws Exception {
    store.accept(key("k1").event()).get(20, TimeUnit.SECONDS);

    try (SqliteStore second = SqliteStore.open(file())) {
      assertThat(second.unrouted()).isEqualTo(1);
    }

    store.accept(key("k2").event()).get(20, TimeUnit.SECONDS);
    assertThat(store.unrouted()).isEqualTo(2);
  }

  @Test
  void moreThanFourMebibytesOfBodiesAreNotClaimedAtOnceButOneBodyAlwaysIs() throws Exception {
    for (int mebibytes : new int[] {3, 3, 8, 1}) {
      NewEvents event = key("k" + store.unrouted()).body(new byte[mebibytes << 20]);
      store.accept(event.event()).get(20, TimeUnit.SECONDS);
    }

    assertThat(store.claimEvents("itwin", 10, NewEvents.T0)).hasSize(2);
    assertThat(store.claimEvents("itwin", 10, NewEvents.T0)).hasSize(1);
    assertThat(store.claimEvents("itwin", 10, NewEvents.T0)).hasSize(1);
  }

  @Test
  void aDatabaseThatIsLockedFailsTheWriteAndTheNextOneIsKeptAgain() throws Exception {
    try (Connection other = connect(file());
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      CompletableFuture<Accepted> locked = store.accept(key("k").event());
      assertThatThrownBy(() -> locked.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(StoreException.class);
      assertThat(store.isUp()).isFalse();
      assertThat(store.unrouted()).isZero();
      statement.execute("rollback");
    }

    assertThat(store.accept(key("k").event()).get(20, TimeUnit.SECONDS).stored()).isTrue();
    assertThat(store.isUp()).isTrue();
    assertThat(store.unrouted()).isEqualTo(1);
  }
}
