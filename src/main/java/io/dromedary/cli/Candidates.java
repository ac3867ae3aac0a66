package io.dromedary.cli;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.runtime.RouteNames;
import io.dromedary.runtime.Settings;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the shell offers for an option. Looked up when the completion script is made: it asks nobody
 * afterwards, so that it is quick.
 */
final class Candidates {
  // A test holds them equal to those of the store.
  static final List<String> STATES =
      List.of(
          "accepted",
          "routed",
          "unrouted",
          "parked",
          "pending",
          "delivered",
          "dead",
          "discarded",
          "dead-letter");
  static final List<String> STAGES = List.of("read", "schema", "routing", "delivery");

  private Candidates() {}

  private static Catalogue catalogue() {
    return Catalogue.shipped();
  }

  private static RouteNames routes() {
    return RouteNames.in(Settings.DEFAULT_ROUTES);
  }

  /** Event types of the catalogue. */
  static final class EventTypes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return catalogue().listed().stream()
          .map(EventEntry::type)
          .collect(Collectors.toCollection(TreeSet::new))
          .iterator();
    }
  }

  /** Sources of the catalogue, and of the routes of this folder. */
  static final class Sources implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      Set<String> sources = new TreeSet<>(routes().sources());
      catalogue().entries().forEach(entry -> sources.add(entry.source()));
      return sources.iterator();
    }
  }

  /** Targets that come with the program, and those of the routes of this folder. */
  static final class Targets implements Iterable<String> {
    private static final Set<String> SHIPPED = Set.of("archive", "bus", "partner", "warehouse");

    @Override
    public Iterator<String> iterator() {
      Set<String> targets = new TreeSet<>(SHIPPED);
      targets.addAll(routes().targets());
      return targets.iterator();
    }
  }

  /** States of events and deliveries. */
  static final class States implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return STATES.iterator();
    }
  }

  /** Stages at which events and deliveries are given up. */
  static final class Stages implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return STAGES.iterator();
    }
  }
}
