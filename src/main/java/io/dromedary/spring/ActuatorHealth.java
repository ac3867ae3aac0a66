package io.dromedary.spring;

import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Our health checks in Spring's health, each with what it says. Camel's own indicator shows them
 * too, without their words.
 */
final class ActuatorHealth implements HealthIndicator {
  private static final String GROUP = "dromedary";

  private final Supplier<CamelContext> camel;

  ActuatorHealth(Supplier<CamelContext> camel) {
    this.camel = camel;
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up();
    HealthCheckRegistry registry = HealthCheckRegistry.get(camel.get());
    if (registry != null) {
      registry.stream()
          .filter(check -> GROUP.equals(check.getGroup()))
          .map(HealthCheck::call)
          .forEach(result -> add(result, health));
    }
    return health.build();
  }

  private static void add(HealthCheck.Result result, Health.Builder health) {
    String said = result.getMessage().map(message -> ": " + message).orElse("");
    health.withDetail(result.getCheck().getId(), result.getState() + said);
    if (result.getState() == HealthCheck.State.DOWN) {
      health.down();
    }
  }
}
