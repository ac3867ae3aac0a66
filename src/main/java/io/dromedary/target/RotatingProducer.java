package io.dromedary.target;

import io.dromedary.secret.SecretUser;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka producer in whose place another one can be put while others use it: what was given to the
 * one before is sent by that one, everything after by the other. Thread-safe.
 */
final class RotatingProducer {
  private final Properties settings;
  private final Consumer<RotatingProducer> whenClosed;
  private Used current;
  private boolean closed;

  /** Guarded by the lock of the whole. */
  private static final class Used {
    private final Producer<?, ?> producer;
    private int calls;

    Used(Producer<?, ?> producer) {
      this.producer = producer;
    }
  }

  /**
   * @param settings that it was made with, without secrets
   */
  RotatingProducer(
      Producer<?, ?> first, Properties settings, Consumer<RotatingProducer> whenClosed) {
    this.current = new Used(first);
    this.settings = settings;
    this.whenClosed = whenClosed;
  }

  /** A copy, to be made complete with secrets. */
  Properties settings() {
    Properties copy = new Properties();
    copy.putAll(settings);
    return copy;
  }

  /** What its users see. */
  Producer<?, ?> shown() {
    return (Producer<?, ?>)
        Proxy.newProxyInstance(
            RotatingProducer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> call(method, arguments));
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    boolean closes = method.getName().equals("close");
    if (closes) {
      whenClosed.accept(this);
    }
    Used used = begin(closes);
    try {
      return method.invoke(used.producer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      end(used);
    }
  }

  private synchronized Used begin(boolean closes) {
    closed |= closes;
    current.calls++;
    return current;
  }

  private synchronized void end(Used used) {
    used.calls--;
    notifyAll();
  }

  /** Another producer, ready to take over. */
  Next next(Producer<?, ?> made) {
    return new Next(made);
  }

  private synchronized Used replace(Used next) {
    if (closed) {
      return next;
    }
    Used before = current;
    current = next;
    return before;
  }

  /** What it was given is sent first. */
  private void close(Used done) {
    try {
      synchronized (this) {
        while (done.calls > 0) {
          wait();
        }
      }
      done.producer.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  final class Next implements SecretUser.Change {
    private final Producer<?, ?> made;

    private Next(Producer<?, ?> made) {
      this.made = made;
    }

    @Override
    public void take() {
      Used done = replace(new Used(made));
      Thread closing = new Thread(() -> close(done), "dromedary-bus-closing");
      closing.setDaemon(true);
      closing.start();
    }

    @Override
    public void drop() {
      made.close();
    }
  }
}
