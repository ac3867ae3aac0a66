package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.NewEvent;
import io.dromedary.store.NewEvent.DuplicateKey;
import io.dromedary.store.Settlement;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.StoredEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

  @Test
  void theInboxClosesWhenTheBoundOfEventsNotYetRoutedIsReached() throws Exception {
    InboxGate gate = new InboxGate(store, 2, null, 0);
    accept("k1");
    assertThat(gate.refusal()).isNull();

    accept("k2");

    assertThat(gate.refusal()).isEqualTo("bound");
  }

  @Test
  void deliveriesThatPileUpNeverCloseIt() throws Exception {
    InboxGate gate = new InboxGate(store, 2, null, 0);
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
    assertThat(gate.refusal()).isNull();
  }

  @Test
  void itClosesWhenTheDiskIsBelowItsReserve() {
    assertThat(new InboxGate(store, 2, folder, Long.MAX_VALUE).refusal()).isEqualTo("disk");
    assertThat(new InboxGate(store, 2, folder, 1).refusal()).isNull();
    assertThat(new InboxGate(store, 2, null, Long.MAX_VALUE).refusal()).isNull();
  }

  @Test
  void aDiskThatCannotBeLookedAtDoesNotCloseIt() {
    assertThat(new InboxGate(store, 2, folder.resolve("gone"), Long.MAX_VALUE).refusal()).isNull();
  }
}
