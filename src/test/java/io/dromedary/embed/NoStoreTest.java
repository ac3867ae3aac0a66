package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.LogLines;
import io.dromedary.store.DataLock;
import io.dromedary.store.Owner;
import io.dromedary.store.SqliteStore;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application without a usable store starts all the same, refuses callbacks so that they are
 * repeated, and says what to do.
 */
class NoStoreTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final Path folder;

  NoStoreTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static void assertRefused(HostApplication host) throws Exception {
    HttpResponse<String> answer = host.post("m-refused");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(host.context().isStarted()).isTrue();
    assertThat(host.delivered()).isEmpty();
  }

  private static HealthCheck.Result health(HostApplication host) {
    return HealthCheckRegistry.get(host.context()).getCheck("store").orElseThrow().call();
  }

  private static void assertDown(HostApplication host, String why) {
    HealthCheck.Result health = health(host);
    assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
    assertThat(health.getMessage().orElse("")).contains(why);
  }

  @Test
  void withNothingItSaysWhatToSet() throws Exception {
    try (LogLines log = LogLines.of("io.dromedary");
        HostApplication host = new HostApplication().start()) {
      assertRefused(host);
      assertDown(host, "camel.component.inbox.data");
      assertThat(log.errors())
          .singleElement()
          .asString()
          .contains("camel.component.inbox.data", "DataSource", "503");
    }
  }

  @Test
  void withSeveralStoresItAsksForOne() throws Exception {
    try (SqliteStore one = SqliteStore.open(folder.resolve("one.db"));
        SqliteStore two = SqliteStore.open(folder.resolve("two.db"));
        HostApplication host = new HostApplication().bind("one", one).bind("two", two).start()) {
      assertRefused(host);
      assertDown(host, "camel.component.inbox.store=#one");
    }
  }

  @Test
  void withSeveralDataSourcesItAsksForOne() throws Exception {
    try (HostApplication host =
        new HostApplication()
            .bind("orders", new OtherDatabase("PostgreSQL"))
            .bind("billing", new OtherDatabase("PostgreSQL"))
            .start()) {
      assertRefused(host);
      assertDown(host, "camel.component.inbox.dataSource=#billing");
    }
  }

  @Test
  void aDatabaseOfAnotherKindIsNotTouched() throws Exception {
    try (HostApplication host =
        new HostApplication().bind("orders", new OtherDatabase("Oracle")).start()) {
      assertRefused(host);
      assertDown(host, "Oracle");
      assertDown(host, "camel.component.inbox.data");
    }
  }

  @Test
  void aFolderThatAnotherProcessHasIsTakenWhenItIsFree() throws Exception {
    Path data = folder.resolve("data");
    DataLock other = DataLock.acquire(data, Duration.ZERO, "--data");
    try (LogLines log = LogLines.of("io.dromedary");
        HostApplication host =
            new HostApplication().inbox(inbox -> inbox.setData(data.toString()))) {
      other.announce(Owner.command("store backup"));
      host.start();
      assertRefused(host);
      assertDown(host, "command=store backup");
      assertThat(log.errors()).singleElement().asString().contains("camel.component.inbox.data");

      other.close();

      await().atMost(BOUND).until(() -> health(host).getState() == HealthCheck.State.UP);
      assertThat(host.post("m-1").statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> host.delivered().contains("m-1"));
      assertThat(log.errors()).hasSize(1);
    }
  }

  @Test
  void aFileThatIsNoStoreStaysAsItIs() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Path file = Files.writeString(data.resolve("dromedary.db"), "somebody else's");
    try (HostApplication host =
        new HostApplication().inbox(inbox -> inbox.setData(data.toString())).start()) {
      assertRefused(host);
      assertDown(host, "dromedary.db");
    }
    assertThat(file).hasContent("somebody else's");
  }

  /** As much of a database as is asked before it is used. */
  private record OtherDatabase(String product) implements DataSource {
    @Override
    public Connection getConnection() {
      DatabaseMetaData data =
          (DatabaseMetaData)
              Proxy.newProxyInstance(
                  OtherDatabase.class.getClassLoader(),
                  new Class<?>[] {DatabaseMetaData.class},
                  (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getDatabaseProductName");
                    return product;
                  });
      return (Connection)
          Proxy.newProxyInstance(
              OtherDatabase.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "getMetaData" -> data;
                    case "close" -> null;
                    default -> throw new AssertionError("touched: " + method);
                  });
    }

    @Override
    public Connection getConnection(String user, String password) {
      return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(PrintWriter writer) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
