package io.dromedary.embed;

import io.dromedary.inbox.InboxComponent;
import io.dromedary.inbox.Wiring;
import io.dromedary.store.Database.Dialect;
import io.dromedary.store.RetentionRules;
import io.dromedary.store.Store;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires an inbox into the CamelContext of its application. */
public final class HostWiring implements Wiring {
  private static final Logger LOG = LoggerFactory.getLogger(HostWiring.class);

  private @Nullable StoreOpening opening;
  private @Nullable Observation observation;
  private @Nullable String none;

  @Override
  public Store begin(InboxComponent inbox) {
    CamelContext context = inbox.getCamelContext();
    HostChecks.say(context);
    EarlyWiring.intercept(context);
    StoreChoice choice = StoreChoice.of(inbox);
    if (choice instanceof StoreChoice.Bound bound) {
      return observed(inbox, bound.store());
    }
    RetentionRules rules = rules(inbox);
    if (choice instanceof StoreChoice.Folder folder) {
      return awaited(
          inbox,
          new AwaitedStore(Dialect.SQLITE, null),
          () -> OpenedStore.in(folder.data(), context.getName(), rules));
    }
    if (choice instanceof StoreChoice.Shared shared) {
      return awaited(
          inbox,
          new AwaitedStore(Dialect.POSTGRESQL, shared.lease()),
          () -> OpenedStore.in(shared, rules));
    }
    String reason = ((StoreChoice.None) choice).reason();
    LOG.error(
        "There is no store, so callbacks are answered 503 and nothing is delivered: {}, and start"
            + " this application again",
        reason);
    none = reason;
    return observed(inbox, new AwaitedStore(Dialect.SQLITE, null));
  }

  private static RetentionRules rules(InboxComponent inbox) {
    return new RetentionRules(
        inbox.getEventsAge(),
        inbox.getEventsRows(),
        inbox.getAttemptsAge(),
        inbox.getAttemptsRows(),
        inbox.getDeadLettersAge());
  }

  private Store observed(InboxComponent inbox, Store store) {
    observation = Observation.begin(inbox, store);
    return store;
  }

  private Store awaited(InboxComponent inbox, AwaitedStore store, Supplier<OpenedStore> opener) {
    Observation seen = Observation.begin(inbox, store);
    observation = seen;
    StoreOpening begun =
        new StoreOpening(
            opener,
            opened -> {
              store.arrive(opened.store());
              seen.opened(opened);
            });
    opening = begun;
    begun.begin();
    return store;
  }

  @Override
  public @Nullable String trouble() {
    StoreOpening begun = opening;
    return begun == null ? none : begun.trouble();
  }

  @Override
  public void end() {
    Observation seen = observation;
    if (seen != null) {
      seen.end();
    }
    StoreOpening begun = opening;
    if (begun != null) {
      begun.close();
    }
  }
}
