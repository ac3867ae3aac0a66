package io.dromedary.validation;

import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs checks so that one that fails itself becomes a finding: a mistake in a check must not keep
 * from its start what would run, unless it is one that nothing may run without.
 */
final class Guard {
  private static final String MEND =
      "This is a mistake in Dromedary or a jar that is missing, not in your files: please report it";

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
    String failure = failure(body);
    if (failure != null) {
      findings.warning(
          null,
          "the check of %s failed (%s), so that it may have missed something"
              .formatted(check, failure),
          MEND);
    }
  }

  /**
   * Runs a check without which a start is not safe: when it fails itself, that is an error.
   *
   * @param check what it looks at, for the error
   */
  void require(String check, Runnable body) {
    String failure = failure(body);
    if (failure != null) {
      findings.error(
          null, "the check of %s failed (%s), and has to be made".formatted(check, failure), MEND);
    }
  }

  /** Of what class, without its message: that may hold what a placeholder stands for. */
  private static @Nullable String failure(Runnable body) {
    try {
      body.run();
      return null;
    } catch (RuntimeException | LinkageError e) {
      return e.getClass().getSimpleName();
    }
  }

  /** Runs a check of each item, whatever became of the others. */
  <T> void each(String check, Collection<T> items, Consumer<T> body) {
    items.forEach(item -> run(check, () -> body.accept(item)));
  }
}
