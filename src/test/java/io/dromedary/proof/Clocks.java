package io.dromedary.proof;

import io.dromedary.runtime.Dromedary;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/**
 * Gives a running Dromedary another clock, in every object of ours that can be reached from it. The
 * runtime has no switch for that, and should have none.
 */
final class Clocks {
  private final Clock clock;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> open = new ArrayDeque<>();
  private int replaced;

  private Clocks(Clock clock) {
    this.clock = clock;
  }

  /**
   * Replaces the clocks.
   *
   * @return how many there were
   */
  static int replace(Dromedary dromedary, Clock clock) throws IllegalAccessException {
    Clocks clocks = new Clocks(clock);
    clocks.open(dromedary);
    CamelContext context = dromedary.camelContext();
    for (String name : context.getComponentNames()) {
      clocks.open(context.getComponent(name));
    }
    for (Route route : context.getRoutes()) {
      clocks.open(route.getConsumer());
      clocks.open(route.getEndpoint());
    }
    clocks.walk();
    return clocks.replaced;
  }

  private void open(@Nullable Object next) {
    if (next != null && isOurs(next.getClass()) && seen.add(next)) {
      open.add(next);
    }
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith("io.dromedary.") && !type.isEnum();
  }

  private void walk() throws IllegalAccessException {
    for (Object next = open.poll(); next != null; next = open.poll()) {
      for (Class<?> type = next.getClass(); isOurs(type); type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
            field.setAccessible(true);
            look(next, field);
          }
        }
      }
    }
  }

  private void look(Object owner, Field field) throws IllegalAccessException {
    if (field.getType() == Clock.class) {
      field.set(owner, clock);
      replaced++;
    } else {
      open(field.get(owner));
    }
  }
}
