package io.dromedary.reload;

import io.dromedary.reload.RouteSet.BeanPart;
import io.dromedary.reload.RouteSet.OtherPart;
import io.dromedary.reload.RouteSet.RoutePart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What of the running routes has to be replaced, so that another set runs: what says something else
 * now, and what names a bean that does.
 *
 * @param routesOut ids of those that go
 * @param routesIn ids of those that come; one that changes is in both
 * @param beansOut names of those that go
 * @param beansIn names of those that come; one that changes is in both
 * @param all whether what counts for all routes has changed, so that each is replaced
 */
record Difference(
    Set<String> routesOut,
    Set<String> routesIn,
    Set<String> beansOut,
    Set<String> beansIn,
    boolean all) {

  /**
   * Compares.
   *
   * @param also ids of routes to be replaced in any case
   */
  static Difference between(RouteSet old, RouteSet now, Set<String> also) {
    boolean all = !texts(old.others()).equals(texts(now.others()));
    Set<String> beans = changedBeans(old, now);
    Set<String> out = new LinkedHashSet<>();
    Set<String> in = new LinkedHashSet<>();
    for (RoutePart route : old.routes().values()) {
      RoutePart other = now.routes().get(route.id());
      if (other == null) {
        out.add(route.id());
      } else if (all
          || also.contains(route.id())
          || !other.text().equals(route.text())
          || RouteSet.names(other.words(), beans)) {
        out.add(route.id());
        in.add(route.id());
      }
    }
    for (String id : now.routes().keySet()) {
      if (!old.routes().containsKey(id)) {
        in.add(id);
      }
    }
    return new Difference(out, in, with(beans, old.beans()), with(beans, now.beans()), all);
  }

  private static List<String> texts(List<OtherPart> others) {
    List<String> texts = new ArrayList<>();
    others.forEach(other -> texts.add(other.text()));
    texts.sort(null);
    return texts;
  }

  private static Set<String> changedBeans(RouteSet old, RouteSet now) {
    Set<String> names = new LinkedHashSet<>(old.beans().keySet());
    names.addAll(now.beans().keySet());
    Set<String> changed = new LinkedHashSet<>();
    for (String name : names) {
      BeanPart before = old.beans().get(name);
      BeanPart after = now.beans().get(name);
      if (before == null || after == null || !Objects.equals(before.text(), after.text())) {
        changed.add(name);
      }
    }
    // One that holds another which is replaced would go on with the old one.
    for (boolean more = !changed.isEmpty(); more; ) {
      Set<String> holders = new HashSet<>();
      for (BeanPart bean : now.beans().values()) {
        if (!changed.contains(bean.name()) && RouteSet.names(bean.words(), changed)) {
          holders.add(bean.name());
        }
      }
      more = changed.addAll(holders);
    }
    return changed;
  }

  private static Set<String> with(Set<String> names, Map<String, BeanPart> beans) {
    Set<String> there = new LinkedHashSet<>(names);
    there.retainAll(beans.keySet());
    return there;
  }

  boolean isEmpty() {
    return routesOut.isEmpty()
        && routesIn.isEmpty()
        && beansOut.isEmpty()
        && beansIn.isEmpty()
        && !all;
  }

  /** All ids that are in it. */
  Set<String> routes() {
    Set<String> ids = new LinkedHashSet<>(routesOut);
    ids.addAll(routesIn);
    return ids;
  }

  /** For the log: what changes, in few words. */
  String summary() {
    Set<String> changed = new LinkedHashSet<>(routesOut);
    changed.retainAll(routesIn);
    Set<String> added = new LinkedHashSet<>(routesIn);
    added.removeAll(routesOut);
    Set<String> removed = new LinkedHashSet<>(routesOut);
    removed.removeAll(routesIn);
    List<String> parts = new ArrayList<>();
    part(parts, "replaced", changed);
    part(parts, "added", added);
    part(parts, "removed", removed);
    if (parts.isEmpty()) {
      part(parts, "beans replaced", beansIn);
    }
    return parts.isEmpty() ? "nothing that runs has changed" : String.join(", ", parts);
  }

  private static void part(List<String> parts, String what, Set<String> ids) {
    if (!ids.isEmpty()) {
      Set<String> sorted = RouteSet.sorted(ids);
      parts.add(
          what
              + " "
              + (sorted.size() <= 10 ? String.join(", ", sorted) : sorted.size() + " routes"));
    }
  }
}
