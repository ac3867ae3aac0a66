package io.dromedary.validation;

import org.jspecify.annotations.Nullable;

/** Classes as Camel finds them: by the class loader of the thread. */
final class ClassPath {
  private ClassPath() {}

  static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? ClassPath.class.getClassLoader() : context;
  }

  /** Null when there is none, or it cannot be linked. It is not initialised. */
  static @Nullable Class<?> find(String name) {
    try {
      return Class.forName(name, false, loader());
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }
}
