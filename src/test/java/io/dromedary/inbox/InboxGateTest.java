package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dromedary.store.NewEvent;
import io.dromedary.store.NewEvent.DuplicateKey;
import io.dromedary.store.Settlement;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.Store;
import io.dromedary.store.StoredEvent;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxGateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private SqliteStore store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(folder.resolve("dromedary.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void accept(String key) throws Exception {
    store
        .accept(
            new NewEvent(
                "itwin",
                new DuplicateKey(key, NOW.plusSeconds(60)),
                null,
                null,
                "t",
                "s",
                "d",
                null,
                null,
                NOW,
                null,
                null,
                null,
                new byte[] {1},
                null))
        .get(20, TimeUnit.SECONDS);
  }

  private static final DiskReserve AMPLE = new DiskReserve(() -> Long.MAX_VALUE, "data", 1);

  private InboxGate gate(long maxEvents) {
    return new InboxGate(store, maxEvents, 1 << 20, AMPLE);
  }

  private static @Nullable String refusal(InboxGate gate) {
    return refusal(gate.enter(1));
  }

  private static @Nullable String refusal(InboxGate.Entry entry) {
    return entry instanceof InboxGate.Entry.Refused refused ? refused.reason() : null;
  }

  @Test
  void theInboxClosesWhenTheBoundOfEventsNotYetRoutedIsReached() throws Exception {
    InboxGate gate = gate(2);
    accept("k1");
    assertThat(refusal(gate)).isNull();
    assertThat(gate.whyClosed()).isNull();

    accept("k2");

    assertThat(refusal(gate)).isEqualTo("bound");
    assertThat(gate.whyClosed()).contains("2 events", "dromedary.inbox.maxEvents");
  }

  @Test
  void deliveriesThatPileUpNeverCloseIt() throws Exception {
    InboxGate gate = gate(2);
    for (int i = 0; i < 20; i++) {
      accept("k" + i);
      StoredEvent event = store.claimEvents("itwin", 1, NOW).get(0);
      store
          .settle(
              new Settlement(
                  event,
                  NOW,
                  End.ROUTED,
                  Set.of(),
                  null,
                  List.of(new NewDelivery("dead-target", null, null, null))))
          .get(20, TimeUnit.SECONDS);
    }

    assertThat(store.pendingDeliveries()).containsEntry("dead-target", 20L);
    assertThat(refusal(gate)).isNull();
  }

  @Test
  void itClosesWhileTheDiskIsBelowItsReserve() {
    long[] free = {0};
    DiskReserve disk = new DiskReserve(() -> free[0], "data", 100);
    InboxGate gate = new InboxGate(store, 2, 1 << 20, disk);
    disk.look();
    assertThat(refusal(gate)).isEqualTo("disk");
    assertThat(gate.whyClosed()).contains("disk", "data", "dromedary.store.minFreeSpace");

    free[0] = 1_000;
    disk.look();
    assertThat(refusal(gate)).isNull();
    assertThat(gate.whyClosed()).isNull();
  }

  @Test
  void bytesThatWaitForTheirCommitAreBoundedUntilTheyLeave() {
    InboxGate gate = new InboxGate(store, 2, 10_000, AMPLE);
    InboxGate.Entry first = gate.enter(8_000);
    assertThat(refusal(first)).isNull();

    assertThat(refusal(gate.enter(1_000))).isEqualTo("waiting");
    assertThat(gate.whyClosed()).contains("wait for their commit");

    ((InboxGate.Entry.Open) first).leave();
    assertThat(refusal(gate.enter(1_000))).isNull();
    assertThat(gate.whyClosed()).isNull();
  }

  @Test
  void whileTheStoreCannotCommitOneAtATimeIsLetInToTryIt() {
    boolean[] up = {false};
    InboxGate gate = new InboxGate(withHealth(() -> up[0]), 2, 1 << 20, AMPLE);
    InboxGate.Entry probe = gate.enter(1);
    assertThat(refusal(probe)).isNull();
    assertThat(gate.whyClosed()).contains("store cannot commit");

    assertThat(refusal(gate)).isEqualTo("store");
    ((InboxGate.Entry.Open) probe).leave();
    assertThat(refusal(gate)).isNull();
    assertThat(refusal(gate)).isEqualTo("store");

    up[0] = true;
    assertThat(refusal(gate)).isNull();
    assertThat(refusal(gate)).isNull();
  }

  @Test
  void aStoreThatCouldNotCommitIsTriedWithoutACallback() throws Exception {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("dromedary.db"));
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      assertThatThrownBy(() -> accept("k1")).hasStackTraceContaining("locked");
      assertThat(store.isUp()).isFalse();
      statement.execute("rollback");
    }
    InboxGate gate = gate(2);

    gate.probe();

    await().atMost(Duration.ofSeconds(20)).until(store::isUp);
    assertThat(store.unrouted()).isZero();
    assertThat(gate.whyClosed()).isNull();
  }

  private Store withHealth(BooleanSupplier up) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) ->
                method.getName().equals("isUp")
                    ? up.getAsBoolean()
                    : method.invoke(store, arguments));
  }
}
