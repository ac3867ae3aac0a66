package io.dromedary.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A page that says something of an event.
 *
 * @param title of the page, or its address where it has none
 * @param url null when it has no address
 */
public record Document(String title, @Nullable String url) {}
