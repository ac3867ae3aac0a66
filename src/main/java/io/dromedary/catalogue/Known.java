package io.dromedary.catalogue;

/** What a catalogue knows of an event type. */
public sealed interface Known {
  /**
   * The type is in the catalogue.
   *
   * @param entry that of the type
   */
  record Exactly(EventEntry entry) implements Known {}

  /**
   * The name is in the catalogue, and the version is a later one than those.
   *
   * @param entry that of the latest version in the catalogue
   */
  record NewerVersion(EventEntry entry) implements Known {}

  /** The catalogue does not have it: a type that is newer than the catalogue, or no type at all. */
  record Elsewhere() implements Known {}
}
