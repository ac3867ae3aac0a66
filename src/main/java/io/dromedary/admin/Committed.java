package io.dromedary.admin;

import io.dromedary.admin.AdminException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for the commit of a change. */
final class Committed {
  private Committed() {}

  /**
   * What the change returned, when it is committed.
   *
   * @param doing what for, to be said when it fails
   */
  static <R> R await(String doing, CompletableFuture<R> change)
      throws AdminException, InterruptedException {
    try {
      return change.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new AdminException(
          Kind.FAILED,
          doing + ": " + (cause == null ? e.getMessage() : cause.getMessage()) + "; not changed",
          e);
    }
  }
}
