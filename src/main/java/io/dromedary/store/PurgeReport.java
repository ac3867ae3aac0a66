package io.dromedary.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a purge removed, or would, and what it cannot reach.
 *
 * @param dryRun nothing was removed
 * @param complete whether it came to its end; else it was broken off, and can be run again
 * @param searched how many events were looked at
 * @param rows what was removed, or would be
 * @param unrouted how many of the events had not been routed yet
 * @param pending how many of the deliveries had not been made yet: they never will be
 * @param deadLetters how many of the events were dead letters
 * @param unreadable how many bodies could not be searched because they are no JSON
 * @param overwritten whether no trace of the rows is left in the file of the store; false on
 *     PostgreSQL, which keeps them until it vacuums, and when the file was in use to the end
 * @param targets which had deliveries of these events: what they were given is theirs
 * @param copies of the file of the store that lie beside it
 */
public record PurgeReport(
    boolean dryRun,
    boolean complete,
    long searched,
    Removed rows,
    long unrouted,
    long pending,
    long deadLetters,
    long unreadable,
    boolean overwritten,
    Set<String> targets,
    List<Path> copies) {}
