package io.dromedary.store;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is worth knowing of an event besides its state. */
public enum Mark {
  /** Its duplicate key was known, with other bytes. */
  CONFLICT,
  /** It says the same as an earlier event under another delivery id. */
  POSSIBLE_DUPLICATE,
  /** A step of its route failed and the route handled the failure. */
  HANDLED,
  /** Its body does not fit the schema of its type. */
  SCHEMA;

  /** As it is stored and shown, for example {@code possible-duplicate}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Several marks as they are stored, separated by commas; null for none. */
  static @Nullable String store(Set<Mark> marks) {
    return marks.isEmpty()
        ? null
        : marks.stream().sorted().map(Mark::text).collect(Collectors.joining(","));
  }
}
