package io.dromedary.secret;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which secrets are in force, in a process that can change them while it runs. A secret is read
 * when it is first asked for, and is in force until {@link SecretRotation} puts another in its
 * place. Thread-safe.
 */
public final class CurrentSecrets {
  private final UnaryOperator<@Nullable String> environment;
  private SecretLookup source;
  private volatile Map<String, Optional<SecretValue>> inForce = Map.of();

  /**
   * Nothing is read yet.
   *
   * @param properties values by key; copied
   * @param environment gives the value of an environment variable, or null
   */
  public CurrentSecrets(
      Map<String, String> properties, UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
    this.source = lookup(properties);
  }

  /** What is in force now; what this gives never changes, so that no one sees half of a change. */
  public Secrets get() {
    return after(Map.of());
  }

  /** What is in force at the time of each question: another answer after a change. */
  public Secrets live() {
    return new Secrets(key -> known(key, inForce));
  }

  /** What would be in force after a change. */
  Secrets after(Map<String, SecretValue> changes) {
    Map<String, Optional<SecretValue>> now = inForce;
    return new Secrets(
        key -> {
          SecretValue changed = changes.get(key);
          return changed == null ? known(key, now) : changed;
        });
  }

  private @Nullable SecretValue known(String key, Map<String, Optional<SecretValue>> values) {
    Optional<SecretValue> known = values.get(key);
    return (known == null ? first(key) : known).orElse(null);
  }

  private synchronized Optional<SecretValue> first(String key) {
    Optional<SecretValue> known = inForce.get(key);
    if (known == null) {
      known = Optional.ofNullable(source.read(key));
      put(Map.of(key, known));
    }
    return known;
  }

  /** The keys that were asked for, set or not. */
  Set<String> keys() {
    return inForce.keySet();
  }

  /** What is in force under a key that was asked for; null when nothing is set. */
  @Nullable SecretValue value(String key) {
    return inForce.getOrDefault(key, Optional.empty()).orElse(null);
  }

  SecretLookup lookup(Map<String, String> properties) {
    Map<String, String> copy = Map.copyOf(properties);
    return new SecretLookup(copy::get, environment);
  }

  /** What is asked for first from now on is read here. */
  synchronized void readFrom(SecretLookup newest) {
    source = newest;
  }

  synchronized void take(Map<String, SecretValue> changes) {
    Map<String, Optional<SecretValue>> taken = new HashMap<>();
    changes.forEach((key, value) -> taken.put(key, Optional.of(value)));
    put(taken);
  }

  private void put(Map<String, Optional<SecretValue>> more) {
    Map<String, Optional<SecretValue>> all = new HashMap<>(inForce);
    all.putAll(more);
    inForce = Map.copyOf(all);
  }
}
