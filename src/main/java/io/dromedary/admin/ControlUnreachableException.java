package io.dromedary.admin;

import org.jspecify.annotations.Nullable;

/** Nothing answered at a control address, or what did is about to end; nothing was done. */
public final class ControlUnreachableException extends Exception {
  private static final long serialVersionUID = 1L;

  ControlUnreachableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
