package io.dromedary.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In an application that has none of the clients of the shipped targets. */
class AbsentClientsTest {
  private static final Set<String> ABSENT =
      Set.of("org.apache.kafka.", "org.apache.camel.http.", "org.sqlite.", "org.apache.hc.");

  /** Loads our own classes anew, and of the clients none. */
  private static final class WithoutClients extends ClassLoader {
    WithoutClients() {
      super(AbsentClientsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (ABSENT.stream().anyMatch(name::startsWith)) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("io.dromedary.delivery.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream bytes = getResourceAsStream(file)) {
        byte[] all = bytes == null ? new byte[0] : bytes.readAllBytes();
        return defineClass(name, all, 0, all.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void aFailureIsClassifiedAllTheSame() throws Exception {
    ClassLoader loader = new WithoutClients();
    assertThatThrownBy(
            () -> loader.loadClass("org.apache.camel.http.base.HttpOperationFailedException"))
        .isInstanceOf(ClassNotFoundException.class);
    Method classify =
        loader
            .loadClass("io.dromedary.delivery.FailureClassifier")
            .getDeclaredMethod("classify", Throwable.class, boolean.class, Instant.class);
    classify.setAccessible(true);

    assertThat(classify.invoke(null, new SQLException("no", "23505"), false, Instant.EPOCH))
        .hasToString("Failure[kind=DEAD, reason=SQLException: no, retryAfter=null, response=null]");
    assertThat(classify.invoke(null, new IOException("cut"), false, Instant.EPOCH))
        .hasToString(
            "Failure[kind=RETRIED, reason=IOException: cut, retryAfter=null, response=null]");
  }
}
