package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dromedary.LogLines;
import io.dromedary.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events are kept in the database of the application, beside its own tables. */
class HostDatabaseTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static PostgresServer server;

  private HikariDataSource pool;

  @BeforeAll
  static void startServer() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void emptyDatabase() throws Exception {
    execute("drop schema if exists dromedary cascade");
    execute("drop table if exists event");
    execute("create table event (name text)");
    execute("insert into event values ('of the application')");
    pool = pool(10);
  }

  private static HikariDataSource pool(int most) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.url());
    config.setUsername("postgres");
    config.setMaximumPoolSize(most);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(3000);
    return new HikariDataSource(config);
  }

  @AfterEach
  void closePool() {
    pool.close();
  }

  private static void execute(String sql) throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> list(Connection connection, String sql) throws Exception {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  @Test
  void itsTablesAreInASchemaOfTheirOwnAndNoOtherIsTouched() throws Exception {
    try (HostApplication host = new HostApplication().bind("orders", pool).start()) {
      assertThat(host.post("m-1").statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> host.delivered().contains("m-1"));
    }
    try (Connection connection = server.connect()) {
      assertThat(list(connection, "select name from public.event"))
          .containsExactly("of the application");
      assertThat(list(connection, "select event_id from dromedary.event")).containsExactly("m-1");
      assertThat(
              list(
                  connection,
                  "select table_name from information_schema.tables where table_schema = 'public'"))
          .containsExactly("event");
    }
  }

  @Test
  void theApplicationsConnectionsComeBackAsTheyWere() throws Exception {
    try (HostApplication host = new HostApplication().bind("orders", pool).start()) {
      assertThat(host.post("m-1").statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> host.delivered().contains("m-1"));
    }
    assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    List<Connection> all = new ArrayList<>();
    try {
      int idle = pool.getHikariPoolMXBean().getIdleConnections();
      assertThat(idle).as("connections that we had, and the pool kept").isPositive();
      for (int i = 0; i < idle; i++) {
        Connection connection = pool.getConnection();
        all.add(connection);
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(list(connection, "select name from event"))
            .containsExactly("of the application");
        assertThat(list(connection, "show search_path")).containsExactly("\"$user\", public");
        assertThat(list(connection, "show lock_timeout")).containsExactly("0");
        assertThat(list(connection, "show idle_in_transaction_session_timeout"))
            .containsExactly("0");
        assertThat(list(connection, "show application_name"))
            .noneMatch(name -> name.startsWith("dromedary"));
        assertThat(
                list(
                    connection,
                    "select objid::text from pg_locks where locktype = 'advisory' and pid ="
                        + " pg_backend_pid()"))
            .isEmpty();
      }
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
  }

  @Test
  void aSchemaWithTablesOfOthersIsRefused() throws Exception {
    try (LogLines log = LogLines.of("io.dromedary");
        HostApplication host =
            new HostApplication()
                .bind("orders", pool)
                .inbox(inbox -> inbox.setSchema("public"))
                .start()) {
      assertThat(host.post("m-1").statusCode()).isEqualTo(503);
      assertThat(log.errors())
          .singleElement()
          .asString()
          .contains("tables of another application", "camel.component.inbox.schema");
    }
    try (Connection connection = server.connect()) {
      assertThat(
              list(
                  connection,
                  "select table_name from information_schema.tables where table_schema = 'public'"))
          .containsExactly("event");
    }
  }

  @Test
  void twoApplicationsShareItAndEachEventIsDeliveredOnce() throws Exception {
    try (HikariDataSource other = pool(10);
        HostApplication one = new HostApplication().bind("orders", pool).start();
        HostApplication two = new HostApplication().bind("orders", other).start()) {
      for (int i = 0; i < 20; i++) {
        assertThat((i % 2 == 0 ? one : two).post("m-" + i).statusCode()).isEqualTo(200);
        // The provider repeats, to the other one.
        assertThat((i % 2 == 0 ? two : one).post("m-" + i).statusCode()).isEqualTo(200);
      }
      await().atMost(BOUND).until(() -> one.delivered().size() + two.delivered().size() == 20);
    }
    try (Connection connection = server.connect()) {
      assertThat(
              list(connection, "select count(*) from dromedary.delivery where state = 'delivered'"))
          .containsExactly("20");
    }
  }

  @Test
  void aPoolThatIsTooSmallIsSaidAndTheApplicationGoesOn() throws Exception {
    pool.close();
    pool = pool(1);
    try (LogLines log = LogLines.of("io.dromedary");
        HostApplication host = new HostApplication().bind("orders", pool).start()) {
      assertThat(host.post("m-1").statusCode()).isEqualTo(503);
      assertThat(
              HealthCheckRegistry.get(host.context())
                  .getCheck("store")
                  .orElseThrow()
                  .call()
                  .getState())
          .isEqualTo(HealthCheck.State.DOWN);
      assertThat(log.errors()).singleElement().asString().contains("room for 6 connections");
    }
    assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
  }
}
