package io.dromedary.store;

/**
 * What a copy of a store holds, counted in the copy, and found to be the same as in the store at
 * the moment of which it is a copy.
 *
 * @param location the file, or the URL without what logs in
 * @param bytes of the copy
 */
public record CopyReport(String location, long bytes, StoreCounts counts) {}
