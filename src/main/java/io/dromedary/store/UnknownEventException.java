package io.dromedary.store;

/** No event, or more than one, is called so; the message is a sentence for whoever asked. */
public final class UnknownEventException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownEventException(String message) {
    super(message);
  }
}
