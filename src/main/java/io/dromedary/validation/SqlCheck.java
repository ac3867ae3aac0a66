package io.dromedary.validation;

import static io.dromedary.validation.Yaml.entries;
import static io.dromedary.validation.Yaml.items;
import static io.dromedary.validation.Yaml.text;
import static io.dromedary.validation.Yaml.value;

import io.dromedary.validation.RouteFile.Bean;
import io.dromedary.validation.RouteFile.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Finds ways on which what came in reaches {@code jdbc:}, which runs the body as SQL. Follows the
 * steps of each route, and the routes that it calls, and knows of the body only whose it is.
 */
final class SqlCheck {
  /** Whose the body is. */
  private enum Body {
    /** Set by the route, or by code that somebody has written for it. */
    OWN,
    /** It came in, or was taken from what came in. */
    RECEIVED;

    Body or(Body other) {
      return this == RECEIVED ? this : other;
    }
  }

  private static final Set<String> SELF_STARTED = Set.of("timer", "scheduler", "quartz", "cron");
  private static final Set<String> CODE =
      Set.of("groovy", "js", "python", "java", "joor", "method", "ref", "mvel", "spel", "ognl");
  private static final Set<String> CODE_ENDPOINTS =
      Set.of("bean", "class", "language", "velocity", "freemarker", "mustache", "string-template");
  private static final Set<String> FETCHING = Set.of("enrich", "pollEnrich", "poll", "claimCheck");

  /** What simple puts in that is not of the message. */
  private static final Pattern OF_NOBODY =
      Pattern.compile(
          "\\$(simple)?\\{(date:now[^}]*|uuid(\\([^)]*\\))?|exchangeId|routeId|random\\([^)]*\\)"
              + "|camelId|hostname|(env|sys|properties)[.:][^}]*)}");

  private final Placeholders placeholders;
  private final CallGraph calls;
  private final Findings findings;
  private final Map<String, Bean> beans = new HashMap<>();
  private final Map<Node, Map<Body, Body>> known = new HashMap<>();
  private final Map<Node, RouteFile> files = new HashMap<>();

  private SqlCheck(Placeholders placeholders, CallGraph calls, Findings findings) {
    this.placeholders = placeholders;
    this.calls = calls;
    this.findings = findings;
  }

  static void check(
      Collection<RouteFile> files, Placeholders placeholders, CallGraph calls, Findings findings) {
    SqlCheck check = new SqlCheck(placeholders, calls, findings);
    List<Route> routes = new ArrayList<>();
    for (RouteFile file : files) {
      file.beans().forEach(bean -> check.beans.put(bean.name(), bean));
      file.routes().forEach(route -> check.files.put(route.definition(), file));
      routes.addAll(file.routes());
    }
    routes.stream().filter(route -> !route.from().startsWith("direct:")).forEach(check::follow);
    // Nobody calls these from a route; somebody might from code.
    routes.stream()
        .filter(route -> !check.known.containsKey(route.definition()))
        .forEach(check::follow);
  }

  private void follow(Route route) {
    boolean own = SELF_STARTED.contains(route.from().replaceFirst(":.*", ""));
    after(route, own ? Body.OWN : Body.RECEIVED);
  }

  /** The body when a route has ended that began with this one. */
  private Body after(Route route, Body before) {
    Map<Body, Body> results = known.computeIfAbsent(route.definition(), unseen -> new HashMap<>());
    Body result = results.get(before);
    if (result == null) {
      // A route that calls itself leaves it as it is, as far as this can tell.
      results.put(before, before);
      Node from = value(route.definition(), "from");
      result = steps(value(from, "steps"), before, file(route));
      results.put(before, result);
    }
    return result;
  }

  private RouteFile file(Route route) {
    RouteFile file = files.get(route.definition());
    if (file == null) {
      throw new IllegalStateException("route " + route.name() + " is of no file");
    }
    return file;
  }

  private Body steps(@Nullable Node steps, Body before, RouteFile file) {
    Body body = before;
    for (Node step : items(steps)) {
      for (NodeTuple entry : entries(step)) {
        body = step(text(entry.getKeyNode()), entry.getValueNode(), body, file);
      }
    }
    return body;
  }

  private Body step(String eip, Node content, Body body, RouteFile file) {
    if ("true".equals(text(value(content, "disabled")))) {
      return body;
    }
    return switch (eip) {
      case "setBody", "transform" -> set(content);
      case "to", "toD", "wireTap" -> endpoint(eip, content, body, file);
      // Behind the last three nothing runs, so nothing received gets there.
      case "bean", "script", "stop", "throwException", "rollback" -> Body.OWN;
      case "process" -> processed(text(value(content, "ref")), body);
      case "step", "pipeline" -> steps(value(content, "steps"), body, file);
      case "doTry" -> tried(content, body, file);
      case "choice" -> choice(content, body, file);
      default -> FETCHING.contains(eip) ? Body.RECEIVED : inside(content, body, file);
    };
  }

  private Body set(Node content) {
    Node expression = value(content, "expression");
    for (NodeTuple entry : entries(expression == null ? content : expression)) {
      String language = text(entry.getKeyNode());
      Node said = entry.getValueNode();
      if (language.equals("language")) {
        language = text(value(said, "language"));
      }
      String text = said instanceof ScalarNode ? text(said) : text(value(said, "expression"));
      if (language.equals("constant") || CODE.contains(language)) {
        return Body.OWN;
      }
      if (language.equals("simple") || language.equals("csimple")) {
        String rest = OF_NOBODY.matcher(text).replaceAll("");
        return rest.contains("${") || rest.contains("$simple{") ? Body.RECEIVED : Body.OWN;
      }
    }
    return Body.RECEIVED;
  }

  private Body processed(String ref, Body body) {
    Bean bean = beans.get(ref);
    String type = bean == null ? null : bean.type();
    // None of ours writes SQL; anybody else's may.
    return type != null && type.startsWith("io.dromedary.") ? body : Body.OWN;
  }

  private Body endpoint(String eip, Node content, Body body, RouteFile file) {
    Node uriNode = content instanceof MappingNode ? value(content, "uri") : content;
    if (uriNode == null) {
      return body;
    }
    String uri = placeholders.resolve(text(uriNode)).or(text(uriNode));
    String scheme = uri.replaceFirst(":.*", "");
    boolean sql =
        scheme.equals("jdbc")
            || (scheme.equals("sql")
                && (uri.contains("useMessageBodyForSql=true")
                    || "true"
                        .equals(
                            text(value(value(content, "parameters"), "useMessageBodyForSql")))));
    if (sql && body == Body.RECEIVED) {
      findings.error(
          file.place(uriNode),
          scheme
              + ": runs the body as SQL, and here it is what came in: whoever sends a callback"
              + " could say what your database does",
          "Put setBody with a constant in front of it, and name values in that as :?Header");
    }
    Route called = calls.called(uri);
    if (called != null && !eip.equals("wireTap")) {
      return after(called, body);
    }
    if (called != null) {
      after(called, body);
    }
    if (eip.equals("wireTap")) {
      return body;
    }
    if (CODE_ENDPOINTS.contains(scheme)) {
      return Body.OWN;
    }
    return Set.of("http", "https", "sql").contains(scheme) ? Body.RECEIVED : body;
  }

  private Body choice(Node content, Body body, RouteFile file) {
    Node otherwise = value(content, "otherwise");
    Body after = otherwise == null ? body : steps(value(otherwise, "steps"), body, file);
    for (Node when : items(value(content, "when"))) {
      after = after.or(steps(value(when, "steps"), body, file));
    }
    return after;
  }

  private Body tried(Node content, Body body, RouteFile file) {
    Body after = steps(value(content, "steps"), body, file);
    Body anywhere = body.or(after);
    for (Node caught : items(value(content, "doCatch"))) {
      after = after.or(steps(value(caught, "steps"), anywhere, file));
    }
    return steps(value(value(content, "doFinally"), "steps"), after, file);
  }

  /** Steps that may run or not, and once or more often. */
  private Body inside(Node content, Body body, RouteFile file) {
    Body after = body;
    for (NodeTuple entry : entries(content)) {
      Node below = entry.getValueNode();
      if (text(entry.getKeyNode()).equals("steps")) {
        after = after.or(steps(below, body, file));
      } else if (below instanceof MappingNode || below instanceof SequenceNode) {
        for (Node part : below instanceof SequenceNode ? items(below) : Set.of(below)) {
          after = after.or(inside(part, after, file));
        }
      }
    }
    return after;
  }
}
