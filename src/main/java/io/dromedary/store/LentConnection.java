package io.dromedary.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the application's own pool, with our settings while we have it. Closing it puts
 * back what was there before, and gives it back.
 */
final class LentConnection implements InvocationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(LentConnection.class);

  /** What we set in the session, anywhere. */
  private static final List<String> SETTINGS =
      List.of(
          "search_path", "application_name", "lock_timeout", "idle_in_transaction_session_timeout");

  private final Connection lent;
  private final boolean autoCommit;
  private final int isolation;
  private final int networkTimeout;
  private final Map<String, String> settings;
  private boolean closed;

  private LentConnection(Connection lent) throws SQLException {
    this.lent = lent;
    this.autoCommit = lent.getAutoCommit();
    this.isolation = lent.getTransactionIsolation();
    this.networkTimeout = lent.getNetworkTimeout();
    lent.setAutoCommit(true);
    this.settings = settings(lent);
  }

  /**
   * Sets a connection up for our statements.
   *
   * @param schema the only one in which names are looked up
   */
  static Connection of(Connection lent, String schema, String purpose, Duration patience)
      throws SQLException {
    LentConnection handler = new LentConnection(lent);
    lent.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    lent.setNetworkTimeout(Runnable::run, (int) Math.max(1000, patience.toMillis()));
    set(
        lent,
        Map.of(
            "search_path", '"' + schema.replace("\"", "\"\"") + '"', "application_name", purpose));
    return (Connection)
        Proxy.newProxyInstance(
            LentConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
  }

  private static Map<String, String> settings(Connection connection) throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select name, current_setting(name) from unnest(?::text[]) as name")) {
      select.setArray(1, connection.createArrayOf("text", SETTINGS.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          settings.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return settings;
  }

  private static void set(Connection connection, Map<String, String> settings) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement("select set_config(?, ?, false)")) {
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        set.setString(1, setting.getKey());
        set.setString(2, setting.getValue());
        set.execute();
      }
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("close")) {
      giveBack();
      return null;
    }
    if (method.getName().equals("isClosed")) {
      return closed || lent.isClosed();
    }
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> arguments != null && proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "lent " + lent;
      };
    }
    try {
      return method.invoke(lent, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private void giveBack() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (!lent.isClosed()) {
        restore();
      }
    } catch (SQLException e) {
      // Nobody must be given a connection that has our settings.
      LOG.debug("A connection of the application's pool is broken", e);
      lent.abort(Runnable::run);
    } finally {
      lent.close();
    }
  }

  private void restore() throws SQLException {
    if (!lent.getAutoCommit()) {
      lent.rollback();
      lent.setAutoCommit(true);
    }
    try (Statement statement = lent.createStatement()) {
      // Prepared in the session by the driver, for a schema that is not the application's.
      statement.execute("deallocate all");
    }
    set(lent, settings);
    lent.setTransactionIsolation(isolation);
    lent.setNetworkTimeout(Runnable::run, networkTimeout);
    lent.setAutoCommit(autoCommit);
  }
}
