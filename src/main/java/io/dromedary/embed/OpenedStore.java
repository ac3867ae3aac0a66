package io.dromedary.embed;

import io.dromedary.store.DataLock;
import io.dromedary.store.NodeName;
import io.dromedary.store.Owner;
import io.dromedary.store.PostgresStore;
import io.dromedary.store.Retention;
import io.dromedary.store.RetentionRules;
import io.dromedary.store.RetentionSchedule;
import io.dromedary.store.SqliteStore;
import io.dromedary.store.Store;
import io.dromedary.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store that was opened for an application, with all that has to be closed with it. */
final class OpenedStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedStore.class);
  private static final String FILE = "dromedary.db";
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);

  private final Store store;
  private final @Nullable DataLock lock;
  private final Retention retention;
  private final RetentionSchedule schedule;

  private OpenedStore(Store store, @Nullable DataLock lock, RetentionRules rules) {
    this.store = store;
    this.lock = lock;
    this.retention = new Retention(store.database(), rules, Clock.systemUTC(), System::nanoTime);
    retention.lookAtClock();
    this.schedule = RetentionSchedule.start(retention);
  }

  /**
   * Opens the embedded store in a folder.
   *
   * @param application the name that others are told who look at the folder
   * @throws StoreException when it cannot be had, with what to do about it
   */
  static OpenedStore in(Path data, String application, RetentionRules rules) {
    DataLock lock = DataLock.acquire(data, LOCK_PATIENCE, "camel.component.inbox.data");
    Store store = null;
    try {
      lock.announce(Owner.host(application));
      store = SqliteStore.open(data.resolve(FILE));
      OpenedStore opened = new OpenedStore(store, lock, rules);
      LOG.info("Events are kept in {}", data.resolve(FILE).toAbsolutePath());
      return opened;
    } catch (IOException e) {
      abandon(store, lock);
      throw new StoreException("using the data folder " + data.toAbsolutePath() + ": " + e, e);
    } catch (RuntimeException | Error e) {
      abandon(store, lock);
      throw e;
    }
  }

  /**
   * Opens the store in the database of the application.
   *
   * @throws StoreException when it cannot be had, with what to do about it
   */
  static OpenedStore in(StoreChoice.Shared shared, RetentionRules rules) {
    if (shared.lease().compareTo(PostgresStore.MIN_LEASE) < 0) {
      throw new StoreException(
          "camel.component.inbox.lease is "
              + shared.lease().toSeconds()
              + " s; it must be "
              + PostgresStore.MIN_LEASE.toSeconds()
              + " s or more",
          null);
    }
    requirePostgres(shared.host());
    Store store = null;
    try {
      store = PostgresStore.open(shared.host(), shared.schema(), node(shared), shared.lease());
      OpenedStore opened = new OpenedStore(store, null, rules);
      LOG.info("Events are kept in schema {} of the application's database", shared.schema());
      return opened;
    } catch (RuntimeException | Error e) {
      abandon(store, null);
      throw e;
    }
  }

  private static String node(StoreChoice.Shared shared) {
    String named = shared.node();
    return named == null
        ? NodeName.host() + "-" + UUID.randomUUID().toString().substring(0, 8)
        : named;
  }

  private static void requirePostgres(DataSource host) {
    try (Connection connection = host.getConnection()) {
      String product = connection.getMetaData().getDatabaseProductName();
      if (!"PostgreSQL".equals(product)) {
        throw new StoreException(
            "the DataSource of this application is for "
                + product
                + ", and events can be kept in PostgreSQL only; set camel.component.inbox.data to a"
                + " folder, for the embedded store",
            null);
      }
    } catch (SQLException e) {
      throw new StoreException(
          "connecting to the database of this application: " + e.getMessage(), e);
    }
  }

  private static void abandon(@Nullable Store store, @Nullable DataLock lock) {
    if (store != null) {
      store.close();
    }
    unlock(lock);
  }

  private static void unlock(@Nullable DataLock lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        LOG.warn("Releasing the data folder: {}", e.getMessage());
      }
    }
  }

  Store store() {
    return store;
  }

  Retention retention() {
    return retention;
  }

  /** Commits what waits, and gives everything back. */
  @Override
  public void close() {
    schedule.close();
    try {
      store.close();
    } finally {
      unlock(lock);
    }
  }
}
