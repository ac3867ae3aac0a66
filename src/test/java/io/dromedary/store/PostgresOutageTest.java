package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dromedary.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server of the store is stopped and started while callbacks come in. */
class PostgresOutageTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void nothingAcknowledgedIsLostAndTheStoreRecoversByItself() throws Exception {
    int port = freePort();
    Path data = folder.resolve("pg");
    PostgresServer server = PostgresServer.start(data, port);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicBoolean sending = new AtomicBoolean(true);
    AtomicInteger refused = new AtomicInteger();
    try (PostgresStore store =
        PostgresStore.open(
            new PostgresAddress(server.url(), "postgres", null), "node", Duration.ofSeconds(60))) {
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; sending.get(); i++) {
                  String key = "k" + i;
                  try {
                    acknowledged.add(
                        String.valueOf(
                            store.accept(key(key).event()).get(60, TimeUnit.SECONDS).eventId()));
                  } catch (Exception e) {
                    refused.incrementAndGet();
                  }
                }
              });
      await().atMost(BOUND).until(() -> acknowledged.size() > 20);
      server.close();
      await().atMost(BOUND).until(() -> !store.isUp() && refused.get() > 0);
      assertThatThrownBy(() -> store.claimEvents("itwin", 10, T0))
          .isInstanceOf(StoreException.class);
      sending.set(false);
      sender.get(60, TimeUnit.SECONDS);

      server = PostgresServer.start(data, port);

      // Nobody sends meanwhile: it finds out by itself.
      await().atMost(BOUND).until(store::isUp);
      assertThat(store.accept(key("after").event()).get(60, TimeUnit.SECONDS).stored()).isTrue();
      Set<String> kept = new HashSet<>();
      await()
          .atMost(BOUND)
          .untilAsserted(
              () -> {
                store.claimEvents("itwin", 10_000, T0).forEach(event -> kept.add(event.eventId()));
                assertThat(kept).containsAll(acknowledged);
              });
    } finally {
      server.close();
    }
  }
}
