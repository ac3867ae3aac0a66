package io.dromedary.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the process that takes callbacks is. Holds no secret.
 *
 * @param program who it is and where it can be reached
 * @param configuration which one is in force
 * @param health in one word: {@link #HEALTHY}, or else degraded, down or starting
 * @param reasons why it is not healthy
 * @param maxUnrouted how many events may wait to be routed
 * @param diskReserve bytes that stay free on the disk of the data folder
 */
public record RuntimeStatus(
    Program program,
    ConfigurationStatus configuration,
    String health,
    List<String> reasons,
    List<SourceStatus> sources,
    List<TargetStatus> targets,
    long maxUnrouted,
    long diskReserve,
    RetentionStatus retention) {
  /** All is as it should be. */
  public static final String HEALTHY = "healthy";

  /**
   * The process.
   *
   * @param callbacks the address at which they are taken
   * @param management the address of health and metrics
   * @param node its name among those that share the store; null when none can
   */
  public record Program(
      String version,
      Instant since,
      String host,
      long pid,
      @Nullable String node,
      String callbacks,
      String management) {}

  /**
   * The configuration in force; why an edit is not is among the reasons of the health.
   *
   * @param generation 1 at the start, and one more with each change that took effect
   * @param fingerprint of routes and properties, without secrets
   * @param since when the last change took effect
   * @param rotations how often secrets were changed since the start
   * @param waiting keys with another value in the file, which a restart takes
   */
  public record ConfigurationStatus(
      long generation,
      String fingerprint,
      Instant since,
      long rotations,
      Collection<String> waiting) {
    public ConfigurationStatus {
      waiting = List.copyOf(waiting);
    }
  }

  /**
   * A source; counts are since the start.
   *
   * @param refused by signature or for want of room
   * @param lastAccepted null for none since the start
   */
  public record SourceStatus(
      String name,
      boolean on,
      long accepted,
      long duplicates,
      long refused,
      @Nullable Instant lastAccepted) {}

  /**
   * A target; what is stored for it is not part of this.
   *
   * @param state {@code on}, {@code off}, {@code paused} or {@code stalled}
   * @param circuit {@code closed}, {@code open} or {@code half-open}; null when it is off
   * @param lastFailure in short; null for none since the start
   */
  public record TargetStatus(
      String name,
      String state,
      @Nullable String circuit,
      @Nullable Instant lastFailureAt,
      @Nullable String lastFailure) {}

  /**
   * What is removed when.
   *
   * @param held why nothing is removed at present; null when what is due is
   * @param expiring events that are dead letters and go within a few days
   * @param removed since the start, by kind
   */
  public record RetentionStatus(
      Duration eventsAge,
      Duration deadLettersAge,
      @Nullable String held,
      long expiring,
      Map<String, Long> removed) {}

  public RuntimeStatus {
    reasons = List.copyOf(reasons);
    sources = List.copyOf(sources);
    targets = List.copyOf(targets);
  }
}
