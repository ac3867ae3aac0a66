package io.dromedary.slim;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The class path as the slim jar has it, for the thread that makes one, until it is closed. */
final class WithoutParts extends ClassLoader implements AutoCloseable {
  private static final List<String> PACKAGES =
      List.of("org.apache.kafka.", "org.apache.camel.component.kafka.", "org.postgresql.");
  private static final Set<String> CANNOT_BE_LINKED =
      Set.of("io.dromedary.target.BusClient", "io.dromedary.target.BusHeaders");

  private final ClassLoader before;

  private WithoutParts(ClassLoader before) {
    super(before);
    this.before = before;
  }

  static WithoutParts here() {
    Thread thread = Thread.currentThread();
    WithoutParts without = new WithoutParts(thread.getContextClassLoader());
    thread.setContextClassLoader(without);
    return without;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (PACKAGES.stream().anyMatch(name::startsWith)) {
      throw new ClassNotFoundException(name);
    }
    if (CANNOT_BE_LINKED.contains(name)) {
      throw new NoClassDefFoundError(name);
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public @Nullable URL getResource(String name) {
    return isGone(name) ? null : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws java.io.IOException {
    return isGone(name) ? Collections.emptyEnumeration() : super.getResources(name);
  }

  private static boolean isGone(String name) {
    return name.equals("META-INF/services/org/apache/camel/component/kafka");
  }

  @Override
  public void close() {
    Thread.currentThread().setContextClassLoader(before);
  }
}
