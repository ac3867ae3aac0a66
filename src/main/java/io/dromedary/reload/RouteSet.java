package io.dromedary.reload;

import io.dromedary.validation.Finding;
import io.dromedary.validation.Place;
import io.dromedary.validation.RouteFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What the route files of a folder say together, in the parts that can be replaced one by one.
 * Immutable.
 */
final class RouteSet {
  /** Camel lets these count for the routes of their file only. */
  private static final Set<String> OF_THEIR_FILE =
      Set.of(
          "onException",
          "on-exception",
          "errorHandler",
          "error-handler",
          "intercept",
          "interceptFrom",
          "intercept-from",
          "interceptSendToEndpoint",
          "intercept-send-to-endpoint",
          "onCompletion",
          "on-completion");

  /** Under these, people write what they like. */
  private static final Set<String> PROSE = Set.of("id", "description", "note");

  /** What follows is the name of a place in our own routes, never that of a bean. */
  private static final Pattern PLACE =
      Pattern.compile("(direct|seda|inbox|delivery|platform-http|timer|log|file|https?):[^?]*");

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_.\\-]+");

  private final List<RouteFile> files;
  private final List<RouteFile> all;
  private final Map<String, BeanPart> beans = new LinkedHashMap<>();
  private final Map<String, RoutePart> routes = new LinkedHashMap<>();
  private final Map<Path, List<Node>> ofFile = new LinkedHashMap<>();
  private final List<OtherPart> others = new ArrayList<>();

  /** Two of one name are not one: validation refuses them, when it gets to see them. */
  private final Set<String> twice = new TreeSet<>();

  private @Nullable String text;

  /**
   * A bean.
   *
   * @param text what it says
   * @param words all that could be the name of another bean
   */
  record BeanPart(
      String name, RouteFile file, Node node, Place place, String text, Set<String> words) {}

  /**
   * A route.
   *
   * @param item all of it, as it stands in the list of its file
   * @param text what it says, and what its file says for all routes in it
   * @param words all that could be the name of a bean
   */
  record RoutePart(
      String id,
      RouteFile file,
      RouteFile.Route route,
      Node item,
      String text,
      Set<String> words) {}

  /** Something that counts for all routes. */
  record OtherPart(RouteFile file, Node item, String text) {}

  /** A set of which nothing is left out. */
  RouteSet(Collection<RouteFile> files) {
    this(files, List.of());
  }

  /**
   * @param all files, in their order
   * @param leftOut of these, what is off and cannot be made
   */
  RouteSet(Collection<RouteFile> all, Collection<Path> leftOut) {
    this.all = List.copyOf(all);
    this.files = all.stream().filter(file -> !leftOut.contains(file.path())).toList();
    int unnamed = 0;
    for (RouteFile file : files) {
      List<Node> shared = new ArrayList<>();
      for (Node item : items(file)) {
        String key = Nodes.key(item);
        if (key != null && OF_THEIR_FILE.contains(key)) {
          shared.add(item);
        }
      }
      ofFile.put(file.path(), shared);
      String around = texts(shared);
      Set<String> wordsAround = new HashSet<>();
      shared.forEach(item -> wordsAround.addAll(words(item)));
      for (Node item : items(file)) {
        String key = Nodes.key(item);
        if ("route".equals(key) || "from".equals(key)) {
          RouteFile.Route route = routeOf(file, item);
          if (route != null) {
            String id = route.id() != null ? route.id() : UNNAMED + ++unnamed;
            Set<String> words = words(item);
            words.addAll(wordsAround);
            RoutePart part = new RoutePart(id, file, route, item, Nodes.text(item) + around, words);
            if (routes.put(id, part) != null) {
              twice.add("route " + id);
            }
          }
        } else if ("beans".equals(key)) {
          beansOf(file, item);
        } else if (key == null || !OF_THEIR_FILE.contains(key)) {
          others.add(new OtherPart(file, item, Nodes.text(item)));
        }
      }
    }
  }

  /** What was read of an item; null when it is no route that could be read. */
  private static RouteFile.@Nullable Route routeOf(RouteFile file, Node item) {
    Node value = ((MappingNode) item).getValue().get(0).getValueNode();
    for (RouteFile.Route route : file.routes()) {
      if (route.definition().equals(item) || route.definition().equals(value)) {
        return route;
      }
    }
    return null;
  }

  /** Begins the id of a route that has none. */
  static final String UNNAMED = "unnamed-";

  private void beansOf(RouteFile file, Node item) {
    Node list = ((MappingNode) item).getValue().get(0).getValueNode();
    if (!(list instanceof SequenceNode sequence)) {
      return;
    }
    for (Node node : sequence.getValue()) {
      for (RouteFile.Bean bean : file.beans()) {
        if (bean.definition().equals(node)) {
          BeanPart part =
              new BeanPart(bean.name(), file, node, bean.place(), Nodes.text(node), words(node));
          if (beans.put(bean.name(), part) != null) {
            twice.add("bean " + bean.name());
          }
        }
      }
    }
  }

  private static List<Node> items(RouteFile file) {
    return file.document() instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }

  private static String texts(List<Node> nodes) {
    StringBuilder text = new StringBuilder();
    nodes.forEach(node -> text.append(Nodes.text(node)));
    return text.toString();
  }

  private static Set<String> words(Node node) {
    Set<String> words = new HashSet<>();
    for (String text : Nodes.texts(node, PROSE)) {
      Matcher word = WORD.matcher(PLACE.matcher(text).replaceFirst(""));
      while (word.find()) {
        words.add(word.group());
        words.add(word.group().replaceFirst("[.].*", "")); // bean:name.method
      }
    }
    return words;
  }

  private synchronized String text() {
    String known = text;
    if (known != null) {
      return known;
    }
    Set<String> all = new TreeSet<>();
    beans.values().forEach(bean -> all.add("bean " + bean.text()));
    routes.values().forEach(route -> all.add("route " + route.text()));
    others.forEach(other -> all.add("other " + other.text()));
    twice.forEach(name -> all.add("twice " + name));
    known = String.join("", all);
    text = known;
    return known;
  }

  /** The files that it was read from. */
  List<RouteFile> files() {
    return files;
  }

  /** By name. */
  Map<String, BeanPart> beans() {
    return beans;
  }

  /** By id. */
  Map<String, RoutePart> routes() {
    return routes;
  }

  /** What counts for all routes. */
  List<OtherPart> others() {
    return others;
  }

  /** What a file says for all routes in it. */
  List<Node> around(RouteFile file) {
    return ofFile.getOrDefault(file.path(), List.of());
  }

  /** All files, those that are left out as well: their targets are known, and off. */
  List<RouteFile> all() {
    return all;
  }

  private List<Path> leftOut() {
    return all.stream().filter(file -> !files.contains(file)).map(RouteFile::path).toList();
  }

  /** Whether both say the same, wherever and however it is written. */
  boolean saysTheSame(RouteSet other) {
    return text().equals(other.text());
  }

  /**
   * A short name for what it says.
   *
   * @param besides what else makes a difference
   */
  String fingerprint(String besides) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((text() + '\n' + besides).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }

  /**
   * A set of what runs when only a part of it does.
   *
   * @param beans the names of those that are there
   * @param routes the ids of those that are there
   */
  RouteSet only(Set<String> beans, Set<String> routes) {
    RouteSet part = new RouteSet(all, leftOut());
    part.beans.keySet().retainAll(beans);
    part.routes.keySet().retainAll(routes);
    return part;
  }

  /** Where a route stands; null when it is not known. */
  @Nullable Place placeOf(@Nullable String routeId) {
    RoutePart route = routeId == null ? null : routes.get(routeId);
    return route == null ? null : route.route().place();
  }

  /** A finding about a route. */
  Finding finding(String routeId, String reason, String mend) {
    return Finding.error(placeOf(routeId), reason, mend);
  }

  /** Whether one of these beans may be meant by one of these words. */
  static boolean names(Set<String> words, Collection<String> beans) {
    return beans.stream().anyMatch(words::contains);
  }

  /** Ids, in an order for people. */
  static Set<String> sorted(Collection<String> ids) {
    return new LinkedHashSet<>(new TreeSet<>(ids));
  }
}
