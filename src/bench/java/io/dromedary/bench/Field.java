package io.dromedary.bench;

import io.dromedary.bench.contestant.Contestant;
import io.dromedary.bench.contestant.Site;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Contestants that run at the same time, and are measured one after another in turns. */
final class Field implements AutoCloseable {
  private static final int WARM_UP_CONNECTIONS = 64;

  private static final String CHECK = "check";

  private final List<Entrant> entrants = new ArrayList<>();

  private Field() {}

  /** Starts and warms up. */
  static Field start(Session session, Site site, List<Contestant> contestants, Duration warmUp)
      throws Exception {
    Field field = new Field();
    try {
      for (Contestant contestant : contestants) {
        session.out().printf("  %-32s starts", contestant.label());
        Entrant entrant = Entrant.start(contestant, site);
        field.entrants.add(entrant);
        session.addCount(CHECK, entrant.name(), "", "wrongStatus", entrant.wrongStatus());
        double rate = entrant.closed(WARM_UP_CONNECTIONS, warmUp).perSecond();
        entrant.awaitQuiet();
        session.out().printf(", warm at %,.0f/s%n", rate);
      }
      return field;
    } catch (Exception e) {
      field.close();
      throw e;
    }
  }

  /** What is done with each of them in a round. */
  interface Turn {
    void take(Entrant entrant) throws Exception;
  }

  /**
   * Each in turn; every second round in the other order, so that none is always behind the same.
   */
  void round(int number, Turn turn) throws Exception {
    List<Entrant> order = new ArrayList<>(entrants);
    if (number % 2 == 0) {
      Collections.reverse(order);
    }
    for (Entrant entrant : order) {
      turn.take(entrant);
      entrant.awaitQuiet();
    }
  }

  /** Asks every store for every id. */
  void finish() throws Exception {
    for (Entrant entrant : entrants) {
      entrant.finish();
    }
  }

  @Override
  public void close() throws IOException {
    for (Entrant entrant : entrants) {
      entrant.close();
    }
  }
}
