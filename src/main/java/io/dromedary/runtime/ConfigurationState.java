package io.dromedary.runtime;

import io.dromedary.observe.ConfigurationFacts;
import io.dromedary.observe.Metrics;
import io.dromedary.reload.Generation;
import io.dromedary.reload.ReloadListener;
import io.dromedary.secret.SecretRotation;
import io.dromedary.validation.Finding;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which configuration is in force, and what was edited and is not; says changes of secrets and
 * properties in the log. Thread-safe.
 */
final class ConfigurationState implements ReloadListener {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationState.class);

  /** Where a process is, not what it does: other nodes that do the same differ in these. */
  private static final Set<String> OF_THE_PROCESS =
      Set.of(
          "dromedary.data",
          "dromedary.routes",
          "dromedary.host",
          "dromedary.listen",
          "dromedary.management.host",
          "dromedary.management.listen");

  private final Metrics metrics;
  private final String besidesRoutes;
  private Generation generation;
  private long rotations;
  private Set<String> waiting = Set.of();
  private int ofRoutes;
  private Map<String, String> ofSecrets = Map.of();
  private List<String> ofProperties = List.of();

  /**
   * @param settings that are in force until the end of the process, secrets apart
   */
  ConfigurationState(Settings settings, Metrics metrics, Clock clock) {
    this.metrics = metrics;
    this.generation = new Generation(0, "", clock.instant());
    StringBuilder text = new StringBuilder();
    new TreeMap<>(settings.camel())
        .forEach(
            (key, value) -> {
              if (!OF_THE_PROCESS.contains(key)) {
                text.append(key).append('=').append(value).append('\n');
              }
            });
    this.besidesRoutes = text.toString();
  }

  /** What of the properties makes a difference; no secrets. */
  String besidesRoutes() {
    return besidesRoutes;
  }

  synchronized ConfigurationFacts facts() {
    List<String> findings = new ArrayList<>();
    new TreeMap<>(ofSecrets)
        .forEach((name, why) -> findings.add(name + " stays as it was: " + why));
    findings.addAll(ofProperties);
    return new ConfigurationFacts(
        generation.number(),
        generation.fingerprint(),
        generation.since(),
        rotations,
        new TreeSet<>(waiting),
        findings,
        ofRoutes);
  }

  @Override
  public synchronized void applied(Generation now) {
    ofRoutes = 0;
    if (now.number() == generation.number()) {
      return; // a refused edit was taken back
    }
    boolean first = generation.number() == 0;
    generation = now;
    metrics.inForce(now.fingerprint());
    if (!first) {
      metrics.reloaded("routes", true);
    }
  }

  @Override
  public synchronized void refused(List<Finding> findings) {
    ofRoutes = (int) findings.stream().filter(Finding::isError).count();
    metrics.reloaded("routes", false);
  }

  /**
   * Secrets were looked at.
   *
   * @param problems all that there are now
   * @param advance gives the next generation
   */
  synchronized void rotated(
      SecretRotation.Outcome outcome, Map<String, String> problems, Supplier<Generation> advance) {
    ofSecrets = problems;
    if (!outcome.taken().isEmpty()) {
      rotations++;
      generation = advance.get();
      metrics.reloaded("secrets", true);
      LOG.info(
          "Changed secrets are in force: {}, generation {}",
          String.join(", ", new TreeSet<>(outcome.taken())),
          generation);
    }
    new TreeMap<>(outcome.problems())
        .forEach((name, why) -> LOG.warn("{} stays as it was: {}", name, why));
    if (!outcome.problems().isEmpty()) {
      metrics.reloaded("secrets", false);
    }
    new TreeSet<>(outcome.mended())
        .stream()
            .filter(name -> !outcome.taken().contains(name))
            .forEach(name -> LOG.info("{} is as it should be again", name));
  }

  /** The configuration file can be read, and a start would take it. */
  synchronized void propertiesRead(Set<String> different) {
    if (!different.equals(waiting) && !different.isEmpty()) {
      LOG.warn("Changed, and waiting for a restart: {}", String.join(", ", different));
    }
    waiting = Set.copyOf(different);
    if (!ofProperties.isEmpty()) {
      LOG.info("The configuration file is as it should be again");
    }
    ofProperties = List.of();
  }

  /** A start would stop at the configuration file as it is now. */
  synchronized void propertiesRefused(List<Finding> findings) {
    ofProperties =
        findings.stream()
            .filter(Finding::isError)
            .map(finding -> finding + " (a restart would stop here)")
            .toList();
    ofProperties.forEach(LOG::warn);
  }
}
