package io.dromedary.validation;

import java.util.Collection;
import java.util.function.Consumer;

/**
 * Runs checks so that one that fails itself becomes a warning: a mistake in a check must not keep
 * from its start what would run.
 */
final class Guard {
  private final Findings findings;

  Guard(Findings findings) {
    this.findings = findings;
  }

  /**
   * Runs a check.
   *
   * @param check what it looks at, for the warning
   */
  void run(String check, Runnable body) {
    try {
      body.run();
    } catch (RuntimeException | LinkageError e) {
      // Without its message, which may hold what a placeholder stands for.
      findings.warning(
          null,
          "the check of %s failed (%s), so that it may have missed something"
              .formatted(check, e.getClass().getSimpleName()),
          "This is a mistake in Dromedary or a jar that is missing, not in your files: please"
              + " report it");
    }
  }

  /** Runs a check of each item, whatever became of the others. */
  <T> void each(String check, Collection<T> items, Consumer<T> body) {
    items.forEach(item -> run(check, () -> body.accept(item)));
  }
}
