package io.dromedary.store;

import io.dromedary.PostgresServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The conformance of the store on PostgreSQL, and what only a server can get wrong. */
class PostgresStoreTest extends StoreConformance {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  @SuppressWarnings("NullAway.Init")
  private static PostgresServer server;

  private final String schema = "store" + SCHEMAS.incrementAndGet();

  @BeforeAll
  static void startTheServer() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopTheServer() throws Exception {
    server.close();
  }

  @Override
  Store open() {
    return PostgresStore.open(address(), "node", Duration.ofSeconds(60));
  }

  private PostgresAddress address() {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create schema if not exists " + schema);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return new PostgresAddress(server.url() + "&currentSchema=" + schema, "postgres", null);
  }
}
