package io.dromedary.runtime;

import io.dromedary.reload.RouteReload;
import io.dromedary.secret.SecretRotation;
import io.dromedary.validation.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the configuration file and at secrets several times a second, by reading them: what
 * containers mount is swapped by links, of which the operating system tells nothing reliable.
 */
final class SecretWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecretWatch.class);
  private static final long EVERY_MILLIS = 300;
  private static final int STOP_SECONDS = 3;

  private final Settings settings;
  private final SecretRotation rotation;
  private final ConfigurationState state;
  private final RouteReload routes;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dromedary-secrets");
            thread.setDaemon(true);
            return thread;
          });
  private Map<String, String> values;
  private List<Finding> unreadable = List.of();

  /** What was said about last: values, or why there are none. */
  private Object compared;

  private boolean failed;

  /**
   * @param routes those that run, some of which may wait for a secret
   */
  SecretWatch(
      Settings settings, SecretRotation rotation, ConfigurationState state, RouteReload routes) {
    this.settings = settings;
    this.rotation = rotation;
    this.state = state;
    this.routes = routes;
    this.values = settings.origin().values();
    this.compared = values;
  }

  void start() {
    looks.scheduleWithFixedDelay(this::lookOnce, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void lookOnce() {
    try {
      look();
      failed = false;
    } catch (RuntimeException e) {
      if (!failed) {
        LOG.error("Looking for changed secrets failed, and is tried again", e);
      }
      failed = true;
    }
  }

  private void look() {
    readProperties();
    // Beans that a reload is just making would be told of neither the old secrets nor the new.
    routes.alone(
        () -> {
          SecretRotation.Outcome outcome = rotation.look(values);
          state.rotated(outcome, rotation.problems(), routes::advance);
          routes.wake();
        });
  }

  private void readProperties() {
    Path file = settings.configuration().file();
    Map<String, String> now;
    try {
      boolean expected = Files.exists(file) || !settings.origin().values().isEmpty();
      now = expected ? ConfigurationFile.read(file).values() : Map.of();
    } catch (StartException e) {
      // One that is just being written may be odd or absent for one look.
      if (!compared.equals(e.findings()) && unreadable.equals(e.findings())) {
        compared = e.findings();
        state.propertiesRefused(e.findings());
      }
      unreadable = e.findings();
      return;
    }
    unreadable = List.of();
    boolean settled = now.equals(values);
    values = now;
    if (settled && !now.equals(compared)) {
      compared = now;
      compare();
    }
  }

  private void compare() {
    try {
      state.propertiesRead(settings.differences(settings.again()));
    } catch (StartException e) {
      state.propertiesRefused(e.findings());
    }
  }

  /** Looks no more; returns when a look that was begun has ended, or after some seconds. */
  @Override
  public void close() {
    looks.shutdownNow();
    try {
      if (!looks.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A look for changed secrets has not ended after {} s", STOP_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
