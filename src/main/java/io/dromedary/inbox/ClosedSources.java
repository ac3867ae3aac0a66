package io.dromedary.inbox;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources whose callbacks reach the inbox without a verdict: a step is missing in their route.
 * Thread-safe.
 */
final class ClosedSources {
  private static final Logger LOG = LoggerFactory.getLogger(ClosedSources.class);

  private final Set<String> closed = ConcurrentHashMap.newKeySet();

  /** Routes that were named in the log: two routes of one source may take turns. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  void close(String source, @Nullable String routeId) {
    closed.add(source);
    if (told.add(source + " " + routeId)) {
      LOG.error(
          "inbox:{} keeps nothing of route {}: its callbacks carry no verdict for source {}. Put"
              + " the step 'process: ref: <signature bean of source {}>' in front of it. Until then"
              + " they are answered 503.",
          source,
          routeId,
          source,
          source);
    }
  }

  /** A verified callback of that source came. */
  void open(String source) {
    // Nearly always empty, and looked at for each callback.
    if (!closed.isEmpty() && closed.remove(source)) {
      LOG.info("inbox:{} keeps callbacks again: one came with a verdict", source);
    }
  }

  Set<String> names() {
    return new TreeSet<>(closed);
  }
}
