package io.dromedary.reload;

import io.dromedary.validation.RouteFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;

/**
 * The routes of the start: what was read and checked is what is run, and a reload reads in the same
 * way. Given to Camel's Main.
 */
public final class InitialRoutes implements RoutesBuilder {
  private final RouteSet set;
  private final IdleRoutes idleRoutes;
  private volatile Set<String> idle = Set.of();

  /**
   * @param files in their order
   * @param leftOut of these, what is off and cannot be made
   */
  public InitialRoutes(List<RouteFile> files, List<Path> leftOut, IdleRoutes idleRoutes) {
    this.set = new RouteSet(files, leftOut);
    this.idleRoutes = idleRoutes;
  }

  /** What they were read from. */
  public List<RouteFile> files() {
    return set.files();
  }

  RouteSet set() {
    return set;
  }

  /** Ids of the routes that are there and did not start. */
  Set<String> idle() {
    return idle;
  }

  @Override
  public void addRoutesToCamelContext(CamelContext context) throws Exception {
    RouteLoader reading = new RouteLoader(context, RouteLoader.Beans.READY);
    reading.bind(set, set.beans().keySet());
    Set<String> off = Set.copyOf(idleRoutes.of(context, set.files()));
    List<RouteDefinition> definitions = reading.read(set, set.routes().keySet(), true);
    for (RouteDefinition definition : definitions) {
      if (off.contains(definition.getRouteId())) {
        definition.setAutoStartup("false");
      }
    }
    context
        .getCamelContextExtension()
        .getContextPlugin(Model.class)
        .addRouteDefinitions(definitions);
    reading.addTemplatedRoutes();
    idle = off;
  }

  @Override
  public void addTemplatedRoutesToCamelContext(CamelContext context) {
    // Added with the others.
  }

  @Override
  public Set<String> updateRoutesToCamelContext(CamelContext context) {
    throw new UnsupportedOperationException("the routes of the start are added once");
  }
}
