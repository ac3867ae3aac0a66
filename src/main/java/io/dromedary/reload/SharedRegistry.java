package io.dromedary.reload;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.SimpleRegistry;

/**
 * Camel's registry of beans is a map that nobody may read while somebody writes, which is so at a
 * start; here beans are replaced while routes run and look theirs up. Thread-safe.
 */
public final class SharedRegistry extends SimpleRegistry {
  private static final long serialVersionUID = 1L;

  private SharedRegistry(Map<String, Map<Class<?>, Object>> beans) {
    putAll(beans);
  }

  /** Has a context use one, with all that is bound already. */
  public static void install(CamelContext context) {
    if (context.getRegistry() instanceof DefaultRegistry registry
        && registry.getFallbackRegistry() instanceof SimpleRegistry simple
        && !(simple instanceof SharedRegistry)) {
      registry.setFallbackRegistry(new SharedRegistry(simple));
    }
  }

  @Override
  public synchronized Object lookupByName(String name) {
    return super.lookupByName(name);
  }

  @Override
  public synchronized <T> T lookupByNameAndType(String name, Class<T> type) {
    return super.lookupByNameAndType(name, type);
  }

  @Override
  public synchronized <T> Map<String, T> findByTypeWithName(Class<T> type) {
    return super.findByTypeWithName(type);
  }

  @Override
  public synchronized <T> Set<T> findByType(Class<T> type) {
    return super.findByType(type);
  }

  @Override
  public synchronized void bind(String id, Class<?> type, Object bean) {
    super.bind(id, type, bean);
  }

  @Override
  public synchronized void unbind(String id) {
    super.unbind(id);
  }
}
