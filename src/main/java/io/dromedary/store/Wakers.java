package io.dromedary.store;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who is to be woken when something of a name becomes due. */
final class Wakers {
  private final Map<String, List<Runnable>> byName = new ConcurrentHashMap<>();

  Store.Registration add(String name, Runnable wake) {
    List<Runnable> wakers = byName.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>());
    wakers.add(wake);
    return () -> wakers.remove(wake);
  }

  void collect(String name, Set<Runnable> into) {
    into.addAll(byName.getOrDefault(name, List.of()));
  }
}
