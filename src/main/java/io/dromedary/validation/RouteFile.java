package io.dromedary.validation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** What a YAML route file says: names, and where each stands, which Camel does not keep. */
public record RouteFile(Path path, Node document, List<Bean> beans, List<Route> routes) {

  /**
   * A bean that the file defines.
   *
   * @param definition all of it
   */
  public record Bean(
      String name,
      @Nullable String type,
      Map<String, String> properties,
      Place place,
      Node definition) {
    /** Whether it is one that a Kamelet makes for itself: it is in no registry. */
    public boolean ofKamelet() {
      return name.startsWith(Kamelets.SCHEME);
    }
  }

  /**
   * A route, with its steps in the order of the file, those inside others included.
   *
   * @param options of the endpoint it starts at, wherever they are written
   * @param definition all of it
   * @param kamelet it starts at a Kamelet: {@code from} is what that stands for, where it is known
   */
  public record Route(
      @Nullable String id,
      String from,
      Map<String, String> options,
      Place fromPlace,
      List<Step> steps,
      Place place,
      Node definition,
      boolean kamelet) {

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
  public record Step(
      String kind, String name, Map<String, String> options, List<String> within, Place place) {}

  Place place(Node node) {
    return Place.of(path, node.getStartMark());
  }
}
