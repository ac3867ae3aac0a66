package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.PostgresServer;
import io.dromedary.event.EventHeaders;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class WarehouseOnPostgresTest extends WarehouseContract {
  @SuppressWarnings("NullAway.Init") // by startServer
  private static PostgresServer server;

  @BeforeAll
  static void startServer() throws IOException, SQLException {
    server = PostgresServer.start();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create role writer login password 'writer-password'");
    }
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  Map<String, String> settings() {
    return Map.of("dromedary.target.warehouse.url", server.url());
  }

  @Override
  Connection connect() throws SQLException {
    return server.connect();
  }

  @Test
  void the_json_can_be_queried() throws Exception {
    deliver(BODY, Map.of());

    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select payload::json -> 'content' ->> 'imodelId' from event")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("1");
    }
  }

  @Test
  void a_refused_row_shows_its_sqlstate_and_frees_its_connection() throws Exception {
    deliver(BODY, Map.of());
    Map<String, Object> withoutId = new HashMap<>();
    withoutId.put(EventHeaders.EVENT_ID, null);

    for (int i = 0; i < 10; i++) { // more than the pool holds
      Exchange failed = deliver(BODY, withoutId);

      SQLException refusal = failed.getException(SQLException.class);
      assertThat(refusal.getSQLState()).isEqualTo("23502");
      assertThat(refusal.getMessage()).doesNotContain("imodelId"); // the row itself
    }
    assertThat(deliver(BODY, Map.of()).getException()).isNull();
  }
}
