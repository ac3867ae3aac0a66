package io.dromedary.embed;

import io.dromedary.store.Accepted;
import io.dromedary.store.AttemptRecord;
import io.dromedary.store.Database;
import io.dromedary.store.NewEvent;
import io.dromedary.store.NodeStatus;
import io.dromedary.store.Ordering;
import io.dromedary.store.Postponement;
import io.dromedary.store.Settlement;
import io.dromedary.store.Stage;
import io.dromedary.store.Store;
import io.dromedary.store.StoreException;
import io.dromedary.store.StoredDelivery;
import io.dromedary.store.StoredEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store that is not there yet. Until it is, nothing is kept and nothing is claimed; from then on
 * it is the store, and whoever waits for work is woken. Thread-safe.
 */
final class AwaitedStore implements Store {
  private final Database.Dialect dialect;
  private final @Nullable Duration lease;
  private final AwaitedDatabase database = new AwaitedDatabase();
  private final List<Waiting> waiting = new ArrayList<>();
  private volatile @Nullable Store store;

  /**
   * @param dialect of the store to come
   * @param lease of the store to come; null when nobody can take over its claims
   */
  AwaitedStore(Database.Dialect dialect, @Nullable Duration lease) {
    this.dialect = dialect;
    this.lease = lease;
  }

  /** The store, when it is there. */
  @Nullable Store arrived() {
    return store;
  }

  /** It is there. */
  void arrive(Store opened) {
    List<Waiting> wakened;
    synchronized (waiting) {
      store = opened;
      wakened = List.copyOf(waiting);
      wakened.forEach(each -> each.register(opened));
    }
    wakened.forEach(each -> each.wake.run());
  }

  private static StoreException absent(String doing) {
    return new StoreException(doing + ": there is no store; the log and health say why", null);
  }

  private <R> CompletableFuture<R> write(
      String doing, Function<Store, CompletableFuture<R>> write) {
    Store there = store;
    return there == null ? CompletableFuture.failedFuture(absent(doing)) : write.apply(there);
  }

  private <R> R of(R nothing, Function<Store, R> asked) {
    Store there = store;
    return there == null ? nothing : asked.apply(there);
  }

  @Override
  public CompletableFuture<Accepted> accept(NewEvent event) {
    return write("keeping a callback of source " + event.source(), s -> s.accept(event));
  }

  @Override
  public CompletableFuture<Boolean> settle(Settlement settlement) {
    return write("ending the routing of an event", s -> s.settle(settlement));
  }

  @Override
  public CompletableFuture<Boolean> postpone(Postponement postponement) {
    return write("postponing an event", s -> s.postpone(postponement));
  }

  @Override
  public CompletableFuture<Boolean> record(AttemptRecord attempt) {
    return write("recording an attempt", s -> s.record(attempt));
  }

  @Override
  public List<StoredEvent> claimEvents(String source, int max, Instant now) {
    return of(List.of(), s -> s.claimEvents(source, max, now));
  }

  @Override
  public void releaseEvent(StoredEvent event) {
    Store there = store;
    if (there != null) {
      there.releaseEvent(event);
    }
  }

  @Override
  public List<StoredDelivery> claimDeliveries(
      String target, int max, Instant now, Ordering ordering) {
    return of(List.of(), s -> s.claimDeliveries(target, max, now, ordering));
  }

  @Override
  public void releaseDelivery(StoredDelivery delivery) {
    Store there = store;
    if (there != null) {
      there.releaseDelivery(delivery);
    }
  }

  @Override
  public Registration onEvents(String source, Runnable wake) {
    return await(new Waiting(wake, s -> s.onEvents(source, wake)));
  }

  @Override
  public Registration onDeliveries(String target, Runnable wake) {
    return await(new Waiting(wake, s -> s.onDeliveries(target, wake)));
  }

  private Registration await(Waiting registration) {
    synchronized (waiting) {
      Store there = store;
      if (there == null) {
        waiting.add(registration);
      } else {
        registration.register(there);
      }
    }
    return registration;
  }

  /** Somebody who wants to be woken. Guarded by the list of all. */
  private final class Waiting implements Registration {
    private final Runnable wake;
    private final Function<Store, Registration> register;
    private @Nullable Registration registered;

    Waiting(Runnable wake, Function<Store, Registration> register) {
      this.wake = wake;
      this.register = register;
    }

    void register(Store there) {
      registered = register.apply(there);
    }

    @Override
    public void close() {
      Registration there;
      synchronized (waiting) {
        waiting.remove(this);
        there = registered;
      }
      if (there != null) {
        there.close();
      }
    }
  }

  @Override
  public boolean holdsClaims() {
    return of(false, Store::holdsClaims);
  }

  @Override
  public boolean holds(StoredDelivery delivery) {
    return of(false, s -> s.holds(delivery));
  }

  @Override
  public boolean holds(StoredEvent event) {
    return of(false, s -> s.holds(event));
  }

  @Override
  public @Nullable Duration lease() {
    return lease;
  }

  @Override
  public @Nullable NodeStatus node() {
    Store there = store;
    return there == null ? null : there.node();
  }

  @Override
  public long unrouted() {
    return of(0L, Store::unrouted);
  }

  @Override
  public Map<String, Long> pendingDeliveries() {
    return of(Map.of(), Store::pendingDeliveries);
  }

  @Override
  public Map<Stage, Long> deadLetters() {
    return of(Map.of(), Store::deadLetters);
  }

  @Override
  public long blockedKeys(String target) {
    return of(0L, s -> s.blockedKeys(target));
  }

  @Override
  public long pauseNanos() {
    return of(0L, Store::pauseNanos);
  }

  @Override
  public boolean isUp() {
    return of(false, Store::isUp);
  }

  @Override
  public Database database() {
    return database;
  }

  @Override
  public void close() {
    Store there = store;
    if (there != null) {
      there.close();
    }
  }

  private final class AwaitedDatabase implements Database {
    private Database there(String doing) {
      Store there = store;
      if (there == null) {
        throw absent(doing);
      }
      return there.database();
    }

    @Override
    public Dialect dialect() {
      return dialect;
    }

    @Override
    public <R> R read(String doing, Read<R> read) {
      return there(doing).read(doing, read);
    }

    @Override
    public OptionalLong find(Connection connection, String source, String eventId)
        throws SQLException {
      return there("looking for an event").find(connection, source, eventId);
    }

    @Override
    public <R> CompletableFuture<R> change(Change<R> change) {
      return write("changing what is kept", s -> s.database().change(change));
    }
  }
}
