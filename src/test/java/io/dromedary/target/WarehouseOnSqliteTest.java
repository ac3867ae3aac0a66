package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WarehouseOnSqliteTest extends WarehouseContract {
  @Override
  Map<String, String> settings() {
    // A folder that does not exist yet: nothing but the first delivery makes it.
    return Map.of("dromedary.data", data.resolve("new/data").toString());
  }

  @Override
  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("new/data/warehouse.db"));
  }

  @Test
  void rows_survive_a_power_failure_and_the_json_can_be_queried() throws Exception {
    deliver(BODY, Map.of());

    HikariDataSource pool =
        context.getRegistry().lookupByNameAndType("warehouse", HikariDataSource.class);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(one(statement, "pragma journal_mode")).isEqualTo("wal");
      assertThat(one(statement, "pragma synchronous")).isEqualTo("2");
      assertThat(one(statement, "select payload ->> '$.content.imodelId' from event"))
          .isEqualTo("1");
    }
  }

  @Test
  void the_pool_opens_with_the_first_delivery_and_closes_with_the_context() {
    HikariDataSource pool =
        context.getRegistry().lookupByNameAndType("warehouse", HikariDataSource.class);
    assertThat(pool.isRunning()).isFalse();

    deliver(BODY, Map.of());
    assertThat(pool.isRunning()).isTrue();

    context.stop();
    assertThat(pool.isClosed()).isTrue();
    assertThat(Files.exists(data.resolve("new/data/warehouse.db"))).isTrue();
  }

  private static String one(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
