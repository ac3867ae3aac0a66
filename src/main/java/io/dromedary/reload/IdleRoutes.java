package io.dromedary.reload;

import io.dromedary.validation.RouteFile;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;

/** Says which routes are there and do not start, because their source has no secret. */
@FunctionalInterface
public interface IdleRoutes {
  /**
   * The ids of these routes.
   *
   * @param context whose registry has the beans of these files
   * @throws RefusedException when a source is set up wrongly
   */
  Set<String> of(CamelContext context, List<RouteFile> files) throws RefusedException;
}
