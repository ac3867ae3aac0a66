package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.store.EventFilter;
import io.dromedary.store.EventTail;
import io.dromedary.store.Match;
import io.dromedary.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * {@code tail}: events as they are accepted, until whoever asked has gone. The first row says that
 * it has begun; a row {@code missed} how many events came faster than they were read.
 */
final class FollowEvents implements AdminCommand {
  /** Others of the commands that may run at once are kept free. */
  private static final int MOST_AT_ONCE = 4;

  private static final int MOST_BEFORE = 10_000;
  private static final int PAGE = 500;

  /** With the page this bounds what it takes from the processors: 5,000 events a second. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Store store;
  private final Semaphore following = new Semaphore(MOST_AT_ONCE);

  FollowEvents(Store store) {
    this.store = store;
  }

  @Override
  public String name() {
    return "tail";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("source", "type", "since", "last");
  }

  @Override
  public void run(JsonNode request, AdminOutput output)
      throws AdminException, InterruptedException {
    EventFilter filter = Requests.filter(request);
    int last = Requests.count(request, "last", 0, MOST_BEFORE);
    if (!following.tryAcquire()) {
      throw new AdminException(
          Kind.FAILED,
          MOST_AT_ONCE + " others follow the events already; try again when one of them has ended");
    }
    try {
      follow(new EventTail(store.database(), filter, System::nanoTime), filter, last, output);
    } finally {
      following.release();
    }
  }

  private static void follow(EventTail tail, EventFilter filter, int last, AdminOutput output)
      throws InterruptedException {
    output.row(EventJson.object().put("following", true));
    long shown = 0;
    if (last > 0) {
      shown += show(tail.newest(last, output::cancelled), output);
    } else if (filter.since() != null) {
      tail.goBack();
    }
    while (!output.cancelled()) {
      shown += show(tail.next(PAGE), output);
      long missed = tail.missed();
      if (missed > 0) {
        output.row(EventJson.object().put("missed", missed));
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
    output.result(EventJson.object().put("shown", shown));
  }

  private static int show(List<Match> matches, AdminOutput output) {
    matches.forEach(match -> output.row(EventJson.row(match)));
    return matches.size();
  }
}
