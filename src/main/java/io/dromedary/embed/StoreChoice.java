package io.dromedary.embed;

import io.dromedary.inbox.InboxComponent;
import io.dromedary.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Which store an inbox has, from what its application says and has. */
sealed interface StoreChoice {
  /** One that the application opened, and closes. */
  record Bound(Store store) implements StoreChoice {}

  /** The embedded one in a folder. */
  record Folder(Path data) implements StoreChoice {}

  /**
   * A schema of the database of the application.
   *
   * @param node null: another name after each start
   */
  record Shared(DataSource host, String schema, @Nullable String node, Duration lease)
      implements StoreChoice {}

  /**
   * None can be had.
   *
   * @param reason with what to do about it
   */
  record None(String reason) implements StoreChoice {}

  String ADVICE =
      "set camel.component.inbox.data to a folder, for the embedded store; or give this application"
          + " a DataSource for PostgreSQL";

  static StoreChoice of(InboxComponent inbox) {
    CamelContext context = inbox.getCamelContext();
    Store given = inbox.getStore();
    if (given != null) {
      return new Bound(given);
    }
    Map<String, Store> stores =
        new TreeMap<>(context.getRegistry().findByTypeWithName(Store.class));
    // One may have several names.
    if (distinct(stores) == 1) {
      return new Bound(stores.values().iterator().next());
    }
    String data = inbox.getData();
    if (data != null && !data.isBlank()) {
      return new Folder(Path.of(data));
    }
    if (!stores.isEmpty()) {
      return new None(
          "there are several stores in the registry, "
              + stores.keySet()
              + "; say which one with camel.component.inbox.store=#"
              + stores.keySet().iterator().next());
    }
    DataSource source = inbox.getDataSource();
    if (source != null) {
      return shared(inbox, source);
    }
    Map<String, DataSource> sources =
        new TreeMap<>(context.getRegistry().findByTypeWithName(DataSource.class));
    return switch (distinct(sources)) {
      case 0 -> new None("it has not been said where events are kept; " + ADVICE);
      case 1 -> shared(inbox, sources.values().iterator().next());
      default ->
          new None(
              "there are several DataSources in the registry, "
                  + sources.keySet()
                  + "; say which one with camel.component.inbox.dataSource=#"
                  + sources.keySet().iterator().next()
                  + ", or set camel.component.inbox.data to a folder, for the embedded store");
    };
  }

  private static int distinct(Map<String, ?> beans) {
    Set<Object> all = Collections.newSetFromMap(new IdentityHashMap<>());
    all.addAll(beans.values());
    return all.size();
  }

  private static Shared shared(InboxComponent inbox, DataSource source) {
    return new Shared(source, inbox.getSchema(), inbox.getNodeName(), inbox.getLease());
  }
}
