package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.LogLines;
import io.dromedary.PostgresServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The database of an application may come up after it. */
class LateDatabaseTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private @Nullable PostgresServer server;

  /** After the application, which says at its end that it leaves. */
  @AfterEach
  void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void callbacksAreTakenAsSoonAsItIsThere(@TempDir Path folder) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    // One that pools nothing: each connection is a new one.
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"localhost"});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName("postgres");
    source.setUser("postgres");
    source.setConnectTimeout(2);
    try (LogLines log = LogLines.of("io.dromedary");
        HostApplication host = new HostApplication().bind("orders", source).start()) {
      assertThat(host.post("m-1").statusCode()).isEqualTo(503);
      assertThat(log.errors()).singleElement().asString().contains("tried again");

      server = PostgresServer.start(folder.resolve("postgres"), port);
      await().atMost(BOUND).until(() -> host.inbox().isOpen());

      assertThat(host.post("m-1").statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> host.delivered().contains("m-1"));
    }
  }
}
