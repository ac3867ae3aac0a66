package io.dromedary.observe;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Which configuration is in force. Holds no secret, and nothing that was computed from one.
 *
 * @param generation 1 at the start, and one more with each change that took effect, of routes or of
 *     secrets
 * @param fingerprint of the routes and the properties: equal where the same runs
 * @param since when the last change took effect
 * @param rotations how often secrets were changed since the start
 * @param waiting keys of the configuration file that have another value now, which a restart takes
 * @param findings why something that was edited is not in force, route files apart
 * @param ofRoutes how many there are of route files
 */
public record ConfigurationFacts(
    long generation,
    String fingerprint,
    Instant since,
    long rotations,
    Set<String> waiting,
    List<String> findings,
    int ofRoutes) {}
