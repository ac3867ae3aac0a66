package io.dromedary.reload;

import io.dromedary.validation.Finding;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A set of routes cannot be run; what ran before is not touched, or has been put back. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  /**
   * @param findings why, at least one
   */
  public RefusedException(List<Finding> findings, @Nullable Throwable cause) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")), cause);
    this.findings = List.copyOf(findings);
  }

  /** Why. */
  public List<Finding> findings() {
    return findings;
  }
}
