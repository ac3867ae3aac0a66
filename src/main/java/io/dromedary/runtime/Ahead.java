package io.dromedary.runtime;

import io.dromedary.callback.CallbackHttpServer;
import io.dromedary.store.SqliteStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads, beside the check of the routes, code that every start needs behind it: on a second core it
 * costs no time. It opens nothing; when it fails, whoever needs the code says why.
 */
final class Ahead {
  private static final Logger LOG = LoggerFactory.getLogger(Ahead.class);

  private Ahead() {}

  static void load(Settings settings) {
    // Vert.x looks up no names here; its own resolver for that is a hundred classes.
    System.getProperties().putIfAbsent("vertx.disableDnsResolver", "true");
    Thread thread = new Thread(() -> loadNow(settings), "dromedary-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  private static void loadNow(Settings settings) {
    try {
      if (settings.sharedStore() == null) {
        SqliteStore.load();
      }
      CallbackHttpServer.load();
    } catch (Exception | LinkageError e) {
      LOG.debug("Loading code ahead of its use", e);
    }
  }
}
