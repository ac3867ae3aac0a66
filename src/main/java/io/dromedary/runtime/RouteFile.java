package io.dromedary.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a YAML route file says, as far as it is checked before the start: names, and where each
 * stands.
 */
record RouteFile(Path path, List<Bean> beans, List<Route> routes) {

  /** A bean that the file defines. */
  record Bean(String name, @Nullable String type, Map<String, String> properties, Place place) {}

  /**
   * A route, with its steps in the order of the file, those inside others included.
   *
   * @param options of the endpoint it starts at, wherever they are written
   */
  record Route(
      @Nullable String id,
      String from,
      Map<String, String> options,
      Place fromPlace,
      List<Step> steps,
      Place place) {

    String name() {
      return id == null ? "without an id" : id;
    }
  }

  /**
   * A step that names something.
   *
   * @param kind the EIP, for example {@code to} or {@code process}
   * @param name the endpoint uri, or the bean
   * @param options of the endpoint, wherever they are written
   * @param within the EIPs around it, outermost first
   */
  record Step(
      String kind, String name, Map<String, String> options, List<String> within, Place place) {}
}
