package io.dromedary.target;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.dromedary.Api;
import io.dromedary.delivery.DeliveryBatch;
import io.dromedary.secret.SecretUser;
import io.dromedary.secret.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The connection pool of target {@code warehouse}: a HikariCP pool that opens nothing before the
 * first delivery, so that a database that is down does not stop the start, and that gives up well
 * before an attempt of a delivery does. Every property of HikariCP can be set in the route file.
 *
 * <p>As the {@code batch} of its {@code delivery:} it makes one transaction of several deliveries.
 *
 * <p>The first connection also creates the table, see {@link #setCreateTable}. Thread-safe once
 * configured.
 */
@Api
@NullUnmarked // its parent is
public final class WarehouseDataSource extends HikariDataSource
    implements CamelContextAware, DeliveryBatch, SecretUser {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL = "jdbc:postgresql:";

  private CamelContext camelContext;
  private String passwordKey;
  private String table;
  private String createTable;
  private volatile WarehouseTable warehouseTable;

  @SuppressWarnings("ThreadLocalUsage") // each pool has its own batches
  private final ThreadLocal<OneTransaction> batch = new ThreadLocal<>();

  /** Connects lazily, with few connections, each wait bounded; see the time-outs inside. */
  public WarehouseDataSource() {
    setPoolName("warehouse");
    setInitializationFailTimeout(-1);
    setMinimumIdle(0);
    setMaximumPoolSize(4);
    setConnectionTimeout(10_000);
    setValidationTimeout(3_000);
    setIdleTimeout(60_000);
  }

  /** The key of the password, never the password: it is read through {@link Secrets}. */
  public void setPasswordKey(String passwordKey) {
    this.passwordKey = passwordKey;
  }

  /** The table whose absence lets {@link #setCreateTable} run, as it is written in SQL. */
  public void setTable(String table) {
    this.table = table;
  }

  /** The statement that creates the table when it is missing at the first delivery. */
  public void setCreateTable(String createTable) {
    this.createTable = createTable;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  /** A blank user name, as a property that is not set gives, is none. */
  @Override
  public void setUsername(@Nullable String username) {
    super.setUsername(username == null || username.isBlank() ? null : username);
  }

  @Override
  public void begin() {
    batch.set(new OneTransaction(this::connect));
  }

  @Override
  public void commit() throws SQLException {
    OneTransaction ended = batch.get();
    batch.remove();
    ended.commit();
  }

  @Override
  public void rollback() {
    OneTransaction ended = batch.get();
    batch.remove();
    ended.rollback();
  }

  /**
   * A connection to a database that has the table; within a batch of the calling thread always the
   * same, whose transaction ends with the batch.
   *
   * @throws SQLException if the database cannot be reached in time, or refuses
   */
  @Override
  public Connection getConnection() throws SQLException {
    OneTransaction batched = batch.get();
    return batched == null ? connect() : batched.connection();
  }

  private Connection connect() throws SQLException {
    WarehouseTable ready = prepare();
    Connection connection = super.getConnection();
    try {
      ready.createIfMissing(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      try (connection) {
        throw e;
      }
    }
  }

  private WarehouseTable prepare() {
    WarehouseTable ready = warehouseTable;
    if (ready != null) {
      return ready;
    }
    synchronized (this) {
      if (warehouseTable == null) {
        configureDriver();
        warehouseTable = new WarehouseTable(table, createTable);
      }
      return warehouseTable;
    }
  }

  @Override
  public boolean uses(String key) {
    return key.equals(passwordKey);
  }

  /**
   * Another password counts for every connection from then on; those that are open are closed when
   * they are given back.
   */
  @Override
  public Change prepare(Secrets next) {
    String password = next.one(passwordKey);
    return () -> take(password);
  }

  private synchronized void take(@Nullable String password) {
    if (warehouseTable == null) {
      return; // the first delivery reads it
    }
    setPassword(password);
    HikariPoolMXBean pool = getHikariPoolMXBean();
    if (pool != null) {
      pool.softEvictConnections();
    }
  }

  /** What only the driver can bound or keep; a value in the URL wins over these. */
  private void configureDriver() {
    String password = Secrets.lookup(camelContext).one(passwordKey);
    if (password != null) {
      setPassword(password);
      if (getUsername() == null && getJdbcUrl().startsWith(POSTGRESQL)) {
        // Whom the driver takes anyway; only with a user does the pool ask for the password of now.
        setUsername(System.getProperty("user.name"));
      }
    }
    if (getJdbcUrl().startsWith(SQLITE)) {
      createFolder(getJdbcUrl().substring(SQLITE.length()));
      // SQLite has one writer: a second connection could only wait for the first.
      setMaximumPoolSize(1);
      addDataSourceProperty("journal_mode", "WAL");
      addDataSourceProperty("synchronous", "FULL");
      addDataSourceProperty("busy_timeout", "10000");
    } else if (getJdbcUrl().startsWith(POSTGRESQL)) {
      addDataSourceProperty("connectTimeout", "5");
      addDataSourceProperty("loginTimeout", "8");
      addDataSourceProperty("socketTimeout", "15");
      addDataSourceProperty("tcpKeepAlive", "true");
      // Else the message of a refused row holds the row, and ends in logs and dead letters.
      addDataSourceProperty("logServerErrorDetail", "false");
      addDataSourceProperty("ApplicationName", "dromedary");
    }
  }

  /** SQLite creates the file but not its folder. */
  private static void createFolder(String location) {
    String file = location.replaceFirst("\\?.*", "").replaceFirst("^file:", "");
    if (file.isEmpty() || file.startsWith(":")) {
      return;
    }
    Path folder = Path.of(file).toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot create folder "
              + folder
              + " for the warehouse; check its rights, or set dromedary.target.warehouse.url",
          e);
    }
  }
}
