package io.dromedary.runtime;

import io.dromedary.validation.Finding;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The runtime cannot start as it is configured. All that is wrong is reported at once, a line each;
 * nothing was accepted and nothing was changed.
 */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  public StartException(List<Finding> findings, @Nullable Throwable cause) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")), cause);
    this.findings = List.copyOf(findings);
  }

  public StartException(String message, @Nullable Throwable cause) {
    this(List.of(new Finding(null, message)), cause);
  }

  /** What is wrong, at least one. */
  public List<Finding> findings() {
    return findings;
  }
}
