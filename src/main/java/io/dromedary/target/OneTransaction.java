package io.dromedary.target;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction for several users of a connection, each of whom thinks that it has one to itself:
 * what would end the transaction, or give the connection back, does nothing before the end of all.
 * Used by one thread.
 */
final class OneTransaction {
  private static final Logger LOG = LoggerFactory.getLogger(OneTransaction.class);

  /** Where the connection comes from. */
  interface Source {
    Connection connect() throws SQLException;
  }

  private final Source source;
  private @Nullable Connection connection;
  private @Nullable Connection shown;
  private final Map<String, PreparedStatement> closed = new HashMap<>();
  private boolean rollbackOnly;

  OneTransaction(Source source) {
    this.source = source;
  }

  /**
   * The connection; taken from the source at the first call.
   *
   * @throws SQLException if there is none
   */
  Connection connection() throws SQLException {
    Connection known = shown;
    if (known != null) {
      return known;
    }
    Connection taken = source.connect();
    connection = taken;
    taken.setAutoCommit(false);
    Connection shownNow =
        (Connection)
            Proxy.newProxyInstance(
                OneTransaction.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> call(taken, method, arguments));
    shown = shownNow;
    return shownNow;
  }

  private @Nullable Object call(Connection taken, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return switch (method.getName()) {
      case "close", "commit", "setAutoCommit" -> null;
      case "prepareStatement" ->
          arguments != null && arguments.length == 1
              ? prepared(taken, String.valueOf(arguments[0]))
              : invoke(taken, method, arguments);
      case "rollback" -> {
        rollbackOnly |= arguments == null;
        yield arguments == null ? null : invoke(taken, method, arguments);
      }
      default -> invoke(taken, method, arguments);
    };
  }

  /** All write the same: a statement is prepared once, and used again when its user closes it. */
  private PreparedStatement prepared(Connection taken, String sql) throws SQLException {
    PreparedStatement free = closed.remove(sql);
    PreparedStatement statement = free == null ? taken.prepareStatement(sql) : free;
    boolean[] isClosed = {false};
    return (PreparedStatement)
        Proxy.newProxyInstance(
            OneTransaction.class.getClassLoader(),
            new Class<?>[] {PreparedStatement.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("close")) {
                return invoke(statement, method, arguments);
              }
              if (!isClosed[0]) {
                isClosed[0] = true;
                keep(sql, statement);
              }
              return null;
            });
  }

  private void keep(String sql, PreparedStatement statement) throws SQLException {
    statement.clearParameters();
    PreparedStatement other = closed.put(sql, statement);
    if (other != null) {
      other.close();
    }
  }

  private static @Nullable Object invoke(Object taken, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(taken, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /**
   * Commits, and gives the connection back.
   *
   * @throws SQLException if it cannot, or one of the users has rolled back: then nothing is kept
   */
  void commit() throws SQLException {
    Connection taken = connection;
    if (taken == null) {
      return;
    }
    try {
      if (rollbackOnly) {
        throw new SQLException("a step of the route has rolled back what it shares with others");
      }
      taken.commit();
    } catch (SQLException | RuntimeException e) {
      undo(taken);
      throw e;
    } finally {
      giveBack(taken);
    }
  }

  /** Rolls back, and gives the connection back. */
  void rollback() {
    Connection taken = connection;
    if (taken != null) {
      undo(taken);
      giveBack(taken);
    }
  }

  /** The pool switches it back to one transaction for each statement. */
  private static void giveBack(Connection taken) {
    try {
      taken.close();
    } catch (SQLException e) {
      LOG.debug("A connection could not be given back; the pool makes another one", e);
    }
  }

  private static void undo(Connection taken) {
    try {
      taken.rollback();
    } catch (SQLException e) {
      LOG.debug("Rolling back failed: the database does it when the connection ends", e);
    }
  }
}
