package io.dromedary.runtime;

import io.dromedary.runtime.RouteFile.Bean;
import io.dromedary.runtime.RouteFile.Route;
import io.dromedary.runtime.RouteFile.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the YAML route files of a folder with the place of each name, which Camel does not keep.
 */
final class RouteFiles {
  /** As Camel includes them. */
  static final String SUFFIX = ".camel.yaml";

  private final List<RouteFile> files = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private RouteFiles() {}

  /**
   * Reads all route files below a folder, in the order of their names.
   *
   * @throws StartException when the folder cannot be read
   */
  static RouteFiles read(Path folder) throws StartException {
    RouteFiles read = new RouteFiles();
    try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      found
          .filter(path -> path.toString().endsWith(SUFFIX) && Files.isRegularFile(path))
          .sorted()
          .forEach(read::readFile);
    } catch (IOException | UncheckedIOException e) {
      throw new StartException("reading the routes in " + folder + ": " + e, e);
    }
    return read;
  }

  /** The files that could be read. */
  List<RouteFile> files() {
    return files;
  }

  /** Why others could not. */
  List<Finding> findings() {
    return findings;
  }

  private void readFile(Path path) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(path.toString()).build();
      Optional<Node> document = new Compose(settings).composeString(Files.readString(path));
      if (document.isPresent()) {
        files.add(new Reader(path).read(document.get()));
      }
    } catch (MarkedYamlEngineException e) {
      findings.add(
          new Finding(
              place(path, e.getProblemMark()),
              "this is not YAML: "
                  + e.getProblem()
                  + e.getContextMark()
                      .map(mark -> " (begun at line " + (mark.getLine() + 1) + ")")
                      .orElse("")));
    } catch (YamlEngineException | IOException e) {
      findings.add(
          new Finding(new Place(path, 0, 0), "the file cannot be read: " + e.getMessage()));
    }
  }

  private static Place place(Path path, Optional<Mark> mark) {
    return new Place(
        path, mark.map(m -> m.getLine() + 1).orElse(0), mark.map(m -> m.getColumn() + 1).orElse(0));
  }

  /** Reads one file. */
  private static final class Reader {
    private final Path path;
    private final List<Bean> beans = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    Reader(Path path) {
      this.path = path;
    }

    RouteFile read(Node document) {
      for (Node item : items(document)) {
        for (NodeTuple entry : entries(item)) {
          switch (text(entry.getKeyNode())) {
            case "beans" -> items(entry.getValueNode()).forEach(this::readBean);
            case "route" -> readRoute(entry.getValueNode());
            case "from" -> readRoute(item);
            default -> {}
          }
        }
      }
      return new RouteFile(path, beans, routes);
    }

    private void readBean(Node bean) {
      Node name = value(bean, "name");
      if (name == null) {
        return;
      }
      Map<String, String> properties = texts(value(bean, "properties"));
      Node type = value(bean, "type");
      beans.add(new Bean(text(name), type == null ? null : text(type), properties, place(name)));
    }

    private static Map<String, String> texts(@Nullable Node node) {
      Map<String, String> texts = new LinkedHashMap<>();
      for (NodeTuple entry : entries(node)) {
        if (entry.getValueNode() instanceof ScalarNode scalar) {
          texts.put(text(entry.getKeyNode()), scalar.getValue());
        }
      }
      return texts;
    }

    private void readRoute(Node route) {
      Node from = value(route, "from");
      if (from == null) {
        return;
      }
      Node uri = from instanceof ScalarNode ? from : value(from, "uri");
      List<Step> steps = new ArrayList<>();
      descend(from, List.of(), steps);
      for (NodeTuple entry : entries(route)) {
        String key = text(entry.getKeyNode());
        if (!key.equals("from")) {
          descend(entry.getValueNode(), List.of(key), steps);
        }
      }
      Node id = value(route, "id");
      routes.add(
          new Route(
              id == null ? null : text(id),
              uri == null ? "" : text(uri),
              options(uri, from),
              place(uri == null ? from : uri),
              steps,
              place(id == null ? route : id)));
    }

    private void descend(Node node, List<String> within, List<Step> steps) {
      for (Node item : items(node)) {
        descend(item, within, steps);
      }
      for (NodeTuple entry : entries(node)) {
        String key = text(entry.getKeyNode());
        if (key.equals("steps")) {
          items(entry.getValueNode()).forEach(step -> readStep(step, within, steps));
        } else {
          descend(entry.getValueNode(), and(within, key), steps);
        }
      }
    }

    private void readStep(Node step, List<String> within, List<Step> steps) {
      for (NodeTuple entry : entries(step)) {
        String kind = text(entry.getKeyNode());
        Node name = named(entry.getValueNode());
        steps.add(
            new Step(
                kind,
                name == null ? "" : text(name),
                options(name, entry.getValueNode()),
                within,
                place(name == null ? entry.getKeyNode() : name)));
        descend(entry.getValueNode(), and(within, kind), steps);
      }
    }

    private static List<String> and(List<String> within, String key) {
      List<String> inside = new ArrayList<>(within);
      inside.add(key);
      return inside;
    }

    /** What a step names: {@code to: x}, {@code to: {uri: x}} or {@code process: {ref: x}}. */
    private static @Nullable Node named(Node content) {
      if (content instanceof ScalarNode) {
        return content;
      }
      Node uri = value(content, "uri");
      return uri != null ? uri : value(content, "ref");
    }

    /** What stands behind the ? of an endpoint, and in its {@code parameters}. */
    private static Map<String, String> options(@Nullable Node uri, Node endpoint) {
      Map<String, String> options = new LinkedHashMap<>();
      String text = uri == null ? "" : text(uri);
      for (String option : text.substring(text.indexOf('?') + 1).split("&")) {
        int equals = option.indexOf('=');
        if (equals > 0 && text.indexOf('?') >= 0) {
          options.put(option.substring(0, equals), decoded(option.substring(equals + 1)));
        }
      }
      for (NodeTuple parameter : entries(value(endpoint, "parameters"))) {
        options.put(text(parameter.getKeyNode()), text(parameter.getValueNode()));
      }
      return options;
    }

    private static String decoded(String value) {
      return value.startsWith("RAW(") && value.endsWith(")")
          ? value.substring(4, value.length() - 1)
          : URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    private static List<Node> items(@Nullable Node node) {
      return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
    }

    private static List<NodeTuple> entries(@Nullable Node node) {
      return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    private static @Nullable Node value(@Nullable Node node, String key) {
      for (NodeTuple entry : entries(node)) {
        if (text(entry.getKeyNode()).equals(key)) {
          return entry.getValueNode();
        }
      }
      return null;
    }

    private static String text(Node node) {
      return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private Place place(Node node) {
      return RouteFiles.place(path, node.getStartMark());
    }
  }
}
