package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** PostgreSQL fails the slower of two creators, in spite of {@code if not exists}. */
final class WarehouseTableRaceTest {
  private static final String CREATE = "create table if not exists event (id text primary key)";

  @Test
  void the_creator_that_loses_goes_on_with_the_table_of_the_winner() throws Exception {
    ExecutorService loser = Executors.newSingleThreadExecutor();
    try (PostgresServer server = PostgresServer.start();
        Connection winner = server.connect();
        Connection late = server.connect();
        Statement statement = winner.createStatement()) {
      winner.setAutoCommit(false);
      statement.execute(CREATE);

      Future<?> creation =
          loser.submit(
              () -> {
                new WarehouseTable("event", CREATE).createIfMissing(late);
                return null;
              });
      await().atMost(Duration.ofSeconds(20)).until(() -> waitsForAnother(server));
      winner.commit();

      assertThat(creation.get(20, TimeUnit.SECONDS)).isNull();
    } finally {
      loser.shutdownNow();
    }
  }

  private static boolean waitsForAnother(PostgresServer server) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select 1 from pg_locks where not granted")) {
      return rows.next();
    }
  }
}
