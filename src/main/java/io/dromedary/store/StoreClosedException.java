package io.dromedary.store;

/** A write came after the store was closed; nothing of it is kept. */
public final class StoreClosedException extends StoreException {
  private static final long serialVersionUID = 1L;

  StoreClosedException() {
    super("keeping a write: the store is closed", null);
  }
}
