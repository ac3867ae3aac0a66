package io.dromedary.store;

import java.time.Duration;

/**
 * One process among those that share a store.
 *
 * @param id of this incarnation: another one after each start, and after each lease that was lost
 * @param name of the process, the same after each start
 * @param leaseHeld whether its claims are safe from the others
 * @param leasesLost how often it was held up for longer than its lease
 * @param takenOver how many events and deliveries of gone processes it made due again
 * @param clockSkew by how much the clock of the database is ahead of that of this machine
 */
public record NodeStatus(
    long id, String name, boolean leaseHeld, long leasesLost, long takenOver, Duration clockSkew) {}
