package io.dromedary.delivery;

import java.util.Locale;

/** Whether deliveries reach a target. */
public enum Circuit {
  /** They do. */
  CLOSED,
  /** One at a time is tried, to see whether the target takes it. */
  HALF_OPEN,
  /** None is tried: the target has refused too many, or would refuse every one. */
  OPEN;

  /** As it is shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
