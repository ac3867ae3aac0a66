package io.dromedary.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How sure it is that an event type exists, or that it has its fields; the surest first. */
public enum Certainty {
  /** It is on the provider's list of event types. */
  LISTED("on the provider's list of event types"),
  /** Another page of the provider says so: a tutorial, an announcement, a help page. */
  DOCUMENTED("on another page of the provider"),
  /** Only a public repository of the provider says so. */
  REPOSITORY("only in a public repository of the provider"),
  /** Only a page of the provider that has been rewritten since said so. */
  OLDER_COPY("only in an older copy of the provider's page"),
  /** Somebody else says so. */
  THIRD_PARTY("reported by a third party"),
  /** Whoever added the entry says so. */
  OWN("an entry of your own");

  private final String meaning;

  Certainty(String meaning) {
    this.meaning = meaning;
  }

  /** As it is written in files: {@code older-copy}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it means, for people. */
  public String meaning() {
    return meaning;
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(Certainty::text).toList();
  }
}
