package io.dromedary.reload;

import io.dromedary.validation.Finding;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Says that an edit of the route files was refused, and why, until they are good again.
 *
 * <p>This degrades health and does not take it down: what ran before runs on.
 */
public final class RoutesHealth extends AbstractHealthCheck implements ReloadListener {
  private static final int SHOWN = 3;

  private volatile @Nullable String refused;

  public RoutesHealth() {
    super("dromedary", "routes");
  }

  @Override
  public void applied(Generation now) {
    refused = null;
  }

  @Override
  public void refused(List<Finding> findings) {
    List<Finding> errors = findings.stream().filter(Finding::isError).toList();
    StringBuilder text = new StringBuilder("an edit of the route files is refused: ");
    for (int i = 0; i < errors.size() && i < SHOWN; i++) {
      text.append(i == 0 ? "" : "; ").append(errors.get(i));
    }
    if (errors.size() > SHOWN) {
      text.append("; and ").append(errors.size() - SHOWN).append(" more");
    }
    refused = text.toString();
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    String why = refused;
    if (why != null) {
      builder.message("degraded: " + why);
    }
    builder.up();
  }
}
