package io.dromedary.observe;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Degraded, and up, while an edit of secrets or properties is refused: what was in force before
 * stays, and a restart would not mend it. Says which configuration that is.
 */
public final class ConfigurationHealth extends AbstractHealthCheck {
  private final Supplier<ConfigurationFacts> configuration;

  public ConfigurationHealth(Supplier<ConfigurationFacts> configuration) {
    super("dromedary", "configuration");
    this.configuration = configuration;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    ConfigurationFacts facts = configuration.get();
    builder.detail("generation", facts.generation());
    builder.detail("fingerprint", facts.fingerprint());
    builder.detail("since", facts.since().toString());
    builder.detail("rotations", facts.rotations());
    if (!facts.waiting().isEmpty()) {
      builder.detail("waitingForRestart", String.join(", ", facts.waiting()));
    }
    if (!facts.findings().isEmpty()) {
      builder.message("degraded: " + String.join("; ", facts.findings()));
    }
    builder.up();
  }
}
