package io.dromedary.validation;

import static io.dromedary.validation.Yaml.entries;
import static io.dromedary.validation.Yaml.items;
import static io.dromedary.validation.Yaml.text;
import static io.dromedary.validation.Yaml.value;

import io.dromedary.validation.RouteFile.Bean;
import io.dromedary.validation.RouteFile.Route;
import io.dromedary.validation.RouteFile.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The YAML route files of a folder, as far as they could be read, and why others could not. */
public final class RouteFiles {
  /** As Camel includes them. */
  public static final String SUFFIX = ".camel.yaml";

  private static final String DELIVERY = "delivery:";

  private final List<RouteFile> files = new ArrayList<>();
  private final Findings findings = new Findings();
  private final Kamelets kamelets;
  private int count;

  private RouteFiles(Kamelets kamelets) {
    this.kamelets = kamelets;
  }

  /** Reads all route files below a folder, in the order of their names. */
  public static RouteFiles read(Path folder) {
    RouteFiles read = new RouteFiles(Kamelets.at(Kamelets.location(folder)));
    try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      found
          .filter(path -> !isHidden(folder, path))
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(read::look);
    } catch (IOException | UncheckedIOException e) {
      read.findings.error(
          Place.of(folder),
          "the folder of the route files cannot be read: " + e.getMessage(),
          "Look at the path, and at the rights of the files in it");
    }
    return read;
  }

  /** Files of editors; and in a mounted config map the folders to which its links lead. */
  private static boolean isHidden(Path folder, Path path) {
    for (Path name : folder.relativize(path)) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** How many files there are, whether they could be read or not. */
  public int count() {
    return count;
  }

  /** The files that could be read. */
  public List<RouteFile> files() {
    return files;
  }

  /** Whether any of them uses a Kamelet. */
  public boolean useKamelets() {
    return files.stream()
        .flatMap(file -> file.routes().stream())
        .anyMatch(
            route ->
                route.kamelet()
                    || route.steps().stream()
                        .anyMatch(
                            step ->
                                step.kind().equals("kamelet")
                                    || step.name().startsWith(Kamelets.SCHEME)));
  }

  /** The Kamelets that they can use. */
  Kamelets kamelets() {
    return kamelets;
  }

  /** Why others could not. */
  public List<Finding> findings() {
    return findings.sorted();
  }

  /** The names of all targets that a route starts at, whether it is switched on or not. */
  public static Set<String> targets(Collection<RouteFile> files) {
    Set<String> targets = new TreeSet<>();
    for (RouteFile file : files) {
      for (Route route : file.routes()) {
        String from = RouteChecks.scheme(route.from());
        if (from != null && from.startsWith(DELIVERY)) {
          targets.add(from.substring(DELIVERY.length()));
        }
      }
    }
    return targets;
  }

  private void look(Path path) {
    String name = path.getFileName().toString();
    if (name.endsWith(SUFFIX)) {
      count++;
      readFile(path);
    } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      findings.warning(
          Place.of(path),
          "this file is not read",
          "Let its name end in " + SUFFIX + " if it holds routes");
    }
  }

  private void readFile(Path path) {
    try {
      Node document = YamlReader.read(path.toString(), Files.readString(path));
      if (document == null) {
        findings.error(
            Place.of(path), "the file holds no routes, and Camel refuses it", "Remove the file");
      } else if (document instanceof SequenceNode) {
        files.add(new Reader(path, kamelets).read(document));
      } else {
        findings.error(
            Place.of(path, document.getStartMark()),
            "the file is not a list, so Camel would ignore all of it",
            "Begin each entry with '- ', as in '- route:'");
      }
    } catch (MarkedYamlEngineException e) {
      findings.error(
          Place.of(path, e.getProblemMark()),
          "this is not YAML that Camel can read: "
              + problem(e)
              + e.getContextMark()
                  .map(mark -> " (begun at line " + (mark.getLine() + 1) + ")")
                  .orElse(""),
          mend(String.valueOf(e.getProblem())));
    } catch (CharacterCodingException e) {
      findings.error(Place.of(path), "the file is not UTF-8 text", "Save it as UTF-8");
    } catch (YamlEngineException e) {
      String problem = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      findings.error(
          Place.of(path), "this is not YAML that Camel can read: " + problem, mend(problem));
    } catch (IOException e) {
      findings.error(
          Place.of(path),
          "the file cannot be read: " + e.getMessage(),
          "Look at its size and its rights");
    }
  }

  private static String problem(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    // Half a sentence, whose other half is the context.
    String whole = problem.startsWith("but ") ? e.getContext() + ", " + problem : problem;
    return whole.replaceAll("\\s+", " ").replaceAll("[.]? [(]Do not use.*", "");
  }

  private static String mend(String problem) {
    if (problem.contains("(TAB)")) {
      return "Indent with spaces: YAML takes no tabs";
    }
    if (problem.contains("another document")) {
      return "Remove the line ---, or put what follows into a file of its own";
    }
    if (problem.contains("levels deep")
        || problem.contains("aliases")
        || problem.contains("anchor")) {
      return "Write it flatter, and without aliases";
    }
    return "Look at the indentation, the quotes and the brackets here and above";
  }

  /** Reads one file. */
  private static final class Reader {
    private final Path path;
    private final Kamelets kamelets;
    private final List<Bean> beans = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    Reader(Path path, Kamelets kamelets) {
      this.path = path;
      this.kamelets = kamelets;
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
      return new RouteFile(path, document, beans, routes);
    }

    private void readBean(Node bean) {
      Node name = value(bean, "name");
      if (name == null) {
        return;
      }
      Map<String, String> properties = texts(value(bean, "properties"));
      Node type = value(bean, "type");
      beans.add(
          new Bean(text(name), type == null ? null : text(type), properties, place(name), bean));
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
      String start = uri == null ? "" : text(uri);
      Map<String, String> options = options(uri, from);
      boolean kamelet = start.startsWith(Kamelets.SCHEME);
      KameletSource.Meaning meaning = kamelet && uri != null ? meaning(start, options, uri) : null;
      routes.add(
          new Route(
              id == null ? null : text(id),
              meaning == null ? start : meaning.inbox(),
              meaning == null ? options : meaning.options(),
              place(uri == null ? from : uri),
              steps,
              place(id == null ? route : id),
              route,
              kamelet));
      if (meaning != null) {
        if (meaning.bean() != null) {
          readBean(meaning.bean());
        }
        meaning.callbacks().forEach(this::readRoute);
      }
    }

    /** Null: it is no source of callbacks, or cannot be read, which is reported by its check. */
    private KameletSource.@Nullable Meaning meaning(
        String start, Map<String, String> options, Node uri) {
      String name = start.substring(Kamelets.SCHEME.length()).replaceFirst("^//", "");
      try {
        Kamelet kamelet = kamelets.find(name.replaceFirst("[/?].*", ""));
        return kamelet == null
            ? null
            : KameletSource.of(kamelet, options, uri.getStartMark(), start + " at " + place(uri));
      } catch (IllegalArgumentException e) {
        return null;
      }
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
          options.put(option.substring(0, equals), UriOption.decoded(option.substring(equals + 1)));
        }
      }
      for (NodeTuple parameter : entries(value(endpoint, "parameters"))) {
        options.put(text(parameter.getKeyNode()), text(parameter.getValueNode()));
      }
      return options;
    }

    private Place place(Node node) {
      return Place.of(path, node.getStartMark());
    }
  }
}
