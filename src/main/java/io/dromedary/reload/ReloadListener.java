package io.dromedary.reload;

import io.dromedary.validation.Finding;
import java.util.List;

/**
 * Hears what became of edits of the route files. Found in the Camel registry by type; called on the
 * thread that reloads, one call after the other.
 */
public interface ReloadListener {
  /** The route files as they are now run: after an edit, or after a refused one was taken back. */
  void applied(Generation now);

  /**
   * The route files as they are now were refused; what ran before runs on.
   *
   * @param findings why, at least one error
   */
  void refused(List<Finding> findings);
}
