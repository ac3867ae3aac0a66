package io.dromedary.store;

import org.jspecify.annotations.Nullable;

/** The store could not be opened, read or written; the message says what was being done. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
