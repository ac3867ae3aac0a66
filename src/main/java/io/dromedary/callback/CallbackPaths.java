package io.dromedary.callback;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which route answers which path and method. A path that ever had a route is never "not found"
 * again while the process lives: while its route is stopped or reloaded the provider is told to
 * come back. Thread-safe; reading takes no lock.
 *
 * @param <R> the route's consumer
 */
final class CallbackPaths<R> {

  /** What a path and method lead to. */
  sealed interface Match<R> {
    record Found<R>(R consumer, Map<String, String> parameters) implements Match<R> {}

    record WrongMethod<R>(String allow) implements Match<R> {}

    record Stopped<R>() implements Match<R> {}

    record None<R>() implements Match<R> {}
  }

  /**
   * @param leaving whether the consumer is about to be replaced: it is found, and another can take
   *     its place
   */
  private record Entry<R>(
      PathTemplate template, Set<String> methods, @Nullable R consumer, boolean leaving) {
    Entry(PathTemplate template, Set<String> methods, @Nullable R consumer) {
      this(template, methods, consumer, false);
    }

    boolean overlaps(PathTemplate template, Set<String> methods) {
      return this.template.equals(template) && this.methods.stream().anyMatch(methods::contains);
    }

    boolean isOf(PathTemplate template, Set<String> methods) {
      return this.template.equals(template) && this.methods.equals(methods);
    }
  }

  private volatile List<Entry<R>> entries = List.of();

  /** Makes a path known whose route does not take requests yet. */
  synchronized void know(PathTemplate template, Set<String> methods) {
    if (entries.stream().noneMatch(e -> e.isOf(template, methods))) {
      replace(new Entry<>(template, methods, null));
    }
  }

  /**
   * @throws IllegalArgumentException when another route answers this path and method already
   */
  synchronized void open(PathTemplate template, Set<String> methods, R consumer) {
    for (Entry<R> entry : entries) {
      if (entry.consumer() != null && !entry.leaving() && entry.overlaps(template, methods)) {
        throw new IllegalArgumentException(
            "Cannot serve %s %s by %s: %s serves it already; give one of the two another path or method"
                .formatted(String.join(",", methods), template, consumer, entry.consumer()));
      }
    }
    entries =
        entries.stream()
            .filter(entry -> !(entry.leaving() && entry.overlaps(template, methods)))
            .toList();
    replace(new Entry<>(template, methods, consumer));
  }

  /** The route no longer takes requests; its path stays known. */
  synchronized void close(PathTemplate template, Set<String> methods, R consumer) {
    if (isAt(template, methods, consumer)) {
      replace(new Entry<>(template, methods, null));
    }
  }

  /** The route no longer takes requests, and is still found until another takes its place. */
  synchronized void leave(PathTemplate template, Set<String> methods, R consumer) {
    if (isAt(template, methods, consumer)) {
      replace(new Entry<>(template, methods, consumer, true));
    }
  }

  @SuppressWarnings("ReferenceEquality") // this very one
  private boolean isAt(PathTemplate template, Set<String> methods, R consumer) {
    return entries.stream().anyMatch(e -> e.isOf(template, methods) && e.consumer() == consumer);
  }

  /** The routes that take requests. */
  List<R> consumers() {
    List<R> consumers = new ArrayList<>();
    for (Entry<R> entry : entries) {
      if (entry.consumer() != null) {
        consumers.add(entry.consumer());
      }
    }
    return consumers;
  }

  /**
   * @throws IllegalArgumentException when an escape in the path is malformed
   */
  Match<R> find(String path, String method) {
    List<String> segments = PathTemplate.segmentsOf(path);
    Set<String> allowed = new TreeSet<>();
    boolean stopped = false;
    for (Entry<R> entry : entries) {
      Map<String, String> parameters = entry.template().match(segments);
      if (parameters == null) {
        continue;
      }
      if (!entry.methods().contains(method)) {
        allowed.addAll(entry.methods());
      } else if (entry.consumer() != null) {
        return new Match.Found<>(entry.consumer(), parameters);
      } else {
        stopped = true;
      }
    }
    if (stopped) {
      return new Match.Stopped<>();
    }
    return allowed.isEmpty()
        ? new Match.None<>()
        : new Match.WrongMethod<>(String.join(", ", allowed));
  }

  private void replace(Entry<R> entry) {
    List<Entry<R>> changed = new ArrayList<>(entries);
    changed.removeIf(e -> e.isOf(entry.template(), entry.methods()));
    changed.add(entry);
    changed.sort(
        Comparator.<Entry<R>>comparingInt(e -> e.template().literals())
            .reversed()
            .thenComparing(e -> e.template().prefix()));
    entries = List.copyOf(changed);
  }
}
