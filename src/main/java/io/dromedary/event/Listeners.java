package io.dromedary.event;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;

/**
 * Who is told of what happens in a CamelContext: the listeners in its registry, and our own. Ours
 * are not bound there: a registry that is made of several shows those of the first one only that
 * has any, so a listener of the application would hide ours. Thread-safe.
 */
public final class Listeners {
  private final List<Object> ours = new CopyOnWriteArrayList<>();

  private Listeners() {}

  /** All listeners of a type; ours last. */
  public static <T> Set<T> of(CamelContext context, Class<T> type) {
    Set<T> found = new LinkedHashSet<>(context.getRegistry().findByType(type));
    Listeners known = context.getCamelContextExtension().getContextPlugin(Listeners.class);
    if (known != null) {
      known.ours.stream().filter(type::isInstance).map(type::cast).forEach(found::add);
    }
    return found;
  }

  /** Has one of ours told from now on, by those who look for listeners later. */
  public static void add(CamelContext context, Object listener) {
    Listeners known = context.getCamelContextExtension().getContextPlugin(Listeners.class);
    if (known == null) {
      known = new Listeners();
      context.getCamelContextExtension().addContextPlugin(Listeners.class, known);
    }
    known.ours.add(listener);
  }

  /** Takes one back. */
  public static void remove(CamelContext context, Object listener) {
    Listeners known = context.getCamelContextExtension().getContextPlugin(Listeners.class);
    if (known != null) {
      known.ours.remove(listener);
    }
  }
}
