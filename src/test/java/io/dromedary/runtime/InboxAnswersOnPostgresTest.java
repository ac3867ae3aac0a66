package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same answers when the store is PostgreSQL. */
class InboxAnswersOnPostgresTest extends InboxAnswersTest {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  @SuppressWarnings("NullAway.Init")
  private static PostgresServer server;

  InboxAnswersOnPostgresTest(@TempDir Path folder) throws SQLException {
    super(folder);
    String schema = "answers" + SCHEMAS.incrementAndGet();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create schema " + schema);
    }
    setup
        .with(
            "dromedary.store.url=jdbc:postgresql://localhost:"
                + server.port()
                + "/postgres?currentSchema="
                + schema)
        .with("dromedary.store.user=postgres");
  }

  @Test
  void aLeaseThatIsShorterThanAnAttemptIsRefused() {
    setup.with("dromedary.store.lease=20s");

    assertThatThrownBy(() -> setup.start().close())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("attemptTimeout")
        .hasMessageContaining("dromedary.store.lease");
  }

  @Test
  void metricsTellOfTheNode() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      assertThat(dromedary.metrics().body())
          .contains("dromedary_node_lease_held 1.0", "dromedary_node_taken_over_total");
    }
  }

  @BeforeAll
  static void startTheServer() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopTheServer() throws Exception {
    server.close();
  }
}
