package io.dromedary.admin;

import io.dromedary.event.EnvelopeReaders;
import java.util.Map;

/** What the route files say now, as far as commands ask. Thread-safe. */
public interface RouteRules {

  /** How each source is read. */
  EnvelopeReaders envelopes();

  /** The names of all targets, and whether each is on; empty when they are not known. */
  Map<String, Boolean> targets();
}
