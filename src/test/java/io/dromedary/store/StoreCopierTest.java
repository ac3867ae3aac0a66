package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dromedary.store.Settlement.NewDelivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy is whole, or there is none. */
class StoreCopierTest {
  private final Path folder;
  private final SqliteStore store;

  StoreCopierTest(@TempDir Path folder) {
    this.folder = folder;
    this.store = SqliteStore.open(folder.resolve("store.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Counts progress, and cancels when it is told to. */
  private static final class Watching implements Watch {
    private final AtomicInteger progress = new AtomicInteger();
    private final AtomicBoolean cancelled = new AtomicBoolean();

    @Override
    public void progress(long done, long total) {
      progress.incrementAndGet();
    }

    @Override
    public boolean cancelled() {
      return cancelled.get();
    }
  }

  private void accept(String key) {
    store.accept(NewEvents.key(key).event()).join();
  }

  private static long count(CopyReport copy, String table, String state) {
    return copy.counts().byTable().getOrDefault(table, Map.of()).getOrDefault(state, 0L);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aCopyHoldsWhatTheStoreHoldsAndIsAStore() throws Exception {
    for (int i = 0; i < 20; i++) {
      accept("key-" + i);
    }
    StoredEvent first = store.claimEvents("itwin", 1, NewEvents.T0).get(0);
    store
        .settle(
            new Settlement(
                first,
                NewEvents.T0,
                Settlement.End.ROUTED,
                Set.of(),
                null,
                List.of(new NewDelivery("bus", "route", null, null))))
        .join();
    Path copy = folder.resolve("backups").resolve("copy.db");

    CopyReport report = new StoreCopier(new Watching()).toFile(store.database(), copy);

    assertThat(report.location()).isEqualTo(copy.toString());
    assertThat(report.bytes()).isEqualTo(Files.size(copy));
    assertThat(report.counts().byTable().get("event"))
        .containsEntry("accepted", 19L)
        .containsEntry("routed", 1L);
    assertThat(report.counts().byTable().get("delivery")).containsEntry("pending", 1L);
    assertThat(report.counts().byTable().get("duplicate_key")).containsEntry("claimed", 20L);
    assertThat(report.counts().rows()).isEqualTo(41);
    try (SqliteStore other = SqliteStore.open(copy)) {
      assertThat(other.unrouted()).isEqualTo(19);
      assertThat(other.accept(NewEvents.key("key-3").event()).join().stored()).isFalse();
    }
  }

  @Test
  void aCopyUnderLoadIsOfOneMoment() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger accepted = new AtomicInteger();
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              while (!enough.get()) {
                accept("key-" + accepted.getAndIncrement());
              }
            });
    List<CopyReport> copies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int before = accepted.get();
      copies.add(
          new StoreCopier(new Watching())
              .toFile(store.database(), folder.resolve("copy-" + i + ".db")));
      // It goes on meanwhile.
      assertThat(accepted.get()).isGreaterThan(before);
    }
    enough.set(true);
    load.get(20, TimeUnit.SECONDS);

    for (CopyReport copy : copies) {
      // Each event came with its key, in one transaction: neither is there alone.
      long events = count(copy, "event", "accepted");
      assertThat(count(copy, "duplicate_key", "claimed")).isEqualTo(events);
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy.location());
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select count(*), max(seq) from event")) {
        row.next();
        assertThat(row.getLong(1)).isEqualTo(events).isEqualTo(row.getLong(2));
      }
    }
    assertThat(copies.get(2).counts().rows()).isGreaterThan(copies.get(0).counts().rows());
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    Path there = Files.writeString(folder.resolve("there.db"), "mine");

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> new StoreCopier(new Watching()).toFile(store.database(), there))
        .withMessageContaining(there.toString())
        .withMessageContaining("already");
    assertThat(there).hasContent("mine");
  }

  @Test
  void nothingIsLeftOfACopyThatWasEndedEarly() throws Exception {
    accept("key");
    List<String> before = files();
    Watching ended = new Watching();
    ended.cancelled.set(true);

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(
            () -> new StoreCopier(ended).toFile(store.database(), folder.resolve("copy.db")));
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void nothingIsLeftOfACopyThatCannotBeWritten() throws Exception {
    accept("key");
    Path file = Files.writeString(folder.resolve("no-folder"), "");

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(
            () -> new StoreCopier(new Watching()).toFile(store.database(), file.resolve("copy.db")))
        .withMessageContaining("copying the store to " + file.resolve("copy.db"));
  }

  @Test
  void aDamagedOrForeignFileIsNotRestored() throws Exception {
    for (int i = 0; i < 500; i++) {
      store.accept(NewEvents.key("key-" + i).body("x".repeat(2000)).event());
    }
    accept("last");
    Path copy = folder.resolve("copy.db");
    new StoreCopier(new Watching()).toFile(store.database(), copy);
    byte[] bytes = Files.readAllBytes(copy);
    for (int page = 3; page < 40; page++) {
      for (int i = 0; i < 100; i++) {
        bytes[page * 4096 + i] ^= 0x5a;
      }
    }
    Path damaged = Files.write(folder.resolve("damaged.db"), bytes);
    Path foreign = folder.resolve("foreign.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign);
        Statement statement = connection.createStatement()) {
      statement.execute("create table mine (n integer)");
    }
    Path text = Files.writeString(folder.resolve("text.db"), "no database at all");
    List<String> before = files();

    for (Path wrong : List.of(damaged, foreign, text)) {
      assertThatExceptionOfType(StoreException.class)
          .as(wrong.toString())
          .isThrownBy(
              () -> new StoreCopier(new Watching()).restore(wrong, folder.resolve("new.db")))
          .withMessageContaining(wrong.getFileName().toString());
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void keysThatWereGivenOutAreNotGivenAgain() throws Exception {
    accept("a");
    accept("b");
    store
        .database()
        .change(
            (connection, effects) -> {
              try (Statement statement = connection.createStatement()) {
                effects.unrouted("itwin", -1);
                return statement.executeUpdate("delete from event where seq = 2");
              }
            })
        .join();
    Path copy = folder.resolve("copy.db");

    new StoreCopier(new Watching()).toFile(store.database(), copy);

    try (SqliteStore other = SqliteStore.open(copy)) {
      other.accept(NewEvents.key("c").event()).join();
      assertThat(other.claimEvents("itwin", 9, NewEvents.T0))
          .extracting(StoredEvent::seq)
          .containsExactly(1L, 3L);
    }
  }
}
