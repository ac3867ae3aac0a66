package io.dromedary.runtime;

import io.dromedary.observe.ConfigurationFacts;
import io.dromedary.observe.Metrics;
import io.dromedary.secret.SecretRotation;
import io.dromedary.validation.Finding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which configuration is in force, and what was edited and is not; says each change in the log.
 * Thread-safe.
 */
final class ConfigurationState {
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
  private final Clock clock;
  private final String properties;
  private String routes;
  private long generation = 1;
  private Instant since;
  private long rotations;
  private Set<String> waiting = Set.of();
  private List<String> ofRoutes = List.of();
  private Map<String, String> ofSecrets = Map.of();
  private List<String> ofProperties = List.of();

  /**
   * @param settings that are in force until the end of the process, secrets apart
   * @param routes the fingerprint of the routes
   */
  ConfigurationState(Settings settings, String routes, Metrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
    this.routes = routes;
    this.since = clock.instant();
    StringBuilder text = new StringBuilder();
    new TreeMap<>(settings.camel())
        .forEach(
            (key, value) -> {
              if (!OF_THE_PROCESS.contains(key)) {
                text.append(key).append('=').append(value).append('\n');
              }
            });
    this.properties = text.toString();
  }

  synchronized ConfigurationFacts facts() {
    List<String> findings = new ArrayList<>(ofRoutes);
    new TreeMap<>(ofSecrets)
        .forEach((name, why) -> findings.add(name + " stays as it was: " + why));
    findings.addAll(ofProperties);
    return new ConfigurationFacts(
        generation, fingerprint(), since, rotations, new TreeSet<>(waiting), findings);
  }

  /** Short, and without anything secret in it: whoever sees it could guess short passwords. */
  private String fingerprint() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((routes + '\n' + properties).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  /** Another set of routes runs, or the one that runs is that of the files again. */
  synchronized void routesApplied(String fingerprint) {
    boolean mended = !ofRoutes.isEmpty();
    ofRoutes = List.of();
    if (!fingerprint.equals(routes)) {
      routes = fingerprint;
      next();
      metrics.inForce(fingerprint());
      metrics.reloaded("routes", true);
    } else if (mended) {
      LOG.info("The route files are again what runs");
    }
  }

  synchronized void routesRefused(List<Finding> findings) {
    ofRoutes = findings.stream().filter(Finding::isError).map(Finding::toString).toList();
    metrics.reloaded("routes", false);
  }

  private void next() {
    generation++;
    since = clock.instant();
  }

  synchronized void rotated(SecretRotation.Outcome outcome, Map<String, String> problems) {
    ofSecrets = problems;
    if (!outcome.taken().isEmpty()) {
      rotations++;
      next();
      metrics.reloaded("secrets", true);
      LOG.info(
          "Changed secrets are in force: {} (generation {}, {})",
          String.join(", ", new TreeSet<>(outcome.taken())),
          generation,
          fingerprint());
    }
    new TreeMap<>(outcome.problems())
        .forEach((name, why) -> LOG.warn("{} stays as it was: {}", name, why));
    if (!outcome.problems().isEmpty()) {
      metrics.reloaded("secrets", false);
    }
    outcome.mended().stream()
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
