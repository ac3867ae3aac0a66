package io.dromedary.validation;

/** How much a finding matters. */
public enum Severity {
  /** It cannot work, or would lose or harm an event: a start stops. */
  ERROR("error"),
  /** It works today; somebody should look at it. */
  WARNING("warning");

  private final String text;

  Severity(String text) {
    this.text = text;
  }

  /** As people and programs read it. */
  public String text() {
    return text;
  }
}
