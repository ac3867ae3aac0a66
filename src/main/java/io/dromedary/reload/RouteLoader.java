package io.dromedary.reload;

import io.dromedary.reload.RouteSet.BeanPart;
import io.dromedary.reload.RouteSet.OtherPart;
import io.dromedary.reload.RouteSet.RoutePart;
import io.dromedary.validation.Finding;
import io.dromedary.validation.RouteFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Has Camel read parts of route files into a context: the same reader that reads whole files at the
 * start, given a document with the wanted parts only. Used once.
 */
final class RouteLoader {
  /** What is called is there before what calls it; what the world calls comes last. */
  private static final List<String> ORDER =
      List.of("direct:", "seda:", "", "delivery:", "inbox:", "platform-http:");

  private final CamelContext context;
  private final Beans beans;
  private final List<RouteConfigurationBuilder> builders = new ArrayList<>();

  /** How beans are made. */
  enum Beans {
    READY,
    /** Their init methods are not run; nor are destroy methods of those that have one. */
    WITHOUT_INIT
  }

  RouteLoader(CamelContext context, Beans beans) {
    this.context = context;
    this.beans = beans;
  }

  /**
   * Makes beans and binds them in the registry, in place of others of their names, which are
   * destroyed.
   *
   * @throws RefusedException when one cannot be made; others may have been
   */
  void bind(RouteSet set, Set<String> names) throws RefusedException {
    List<BeanPart> left =
        new ArrayList<>(
            set.beans().values().stream().filter(bean -> names.contains(bean.name())).toList());
    Map<String, Exception> failures = new LinkedHashMap<>();
    boolean progress = true;
    // One may hold another that stands behind it.
    while (progress && !left.isEmpty()) {
      failures.clear();
      progress = false;
      for (BeanPart bean : List.copyOf(left)) {
        try {
          bind(bean);
          left.remove(bean);
          progress = true;
        } catch (Exception e) {
          failures.put(bean.name(), e);
        }
      }
    }
    if (!left.isEmpty()) {
      List<Finding> findings = new ArrayList<>();
      for (BeanPart bean : left) {
        findings.add(
            Finding.error(
                bean.place(),
                "bean %s cannot be made: %s"
                    .formatted(bean.name(), Failures.reason(failures.get(bean.name()))),
                ""));
      }
      throw new RefusedException(findings, failures.values().iterator().next());
    }
  }

  private void bind(BeanPart bean) throws Exception {
    MappingNode item = itemOf(bean);
    SequenceNode list = (SequenceNode) item.getValue().get(0).getValueNode();
    SequenceNode document = (SequenceNode) bean.file().document();
    NodeTuple one =
        new NodeTuple(
            Nodes.copy(item.getValue().get(0).getKeyNode()),
            Nodes.sequence(list, List.of(definition(bean.node()))));
    builder(bean.file(), Nodes.sequence(document, List.of(Nodes.mapping(item, List.of(one)))))
        .configureRoutes(context);
  }

  private Node definition(Node bean) {
    MappingNode all = (MappingNode) Nodes.copy(bean);
    boolean hasInit =
        all.getValue().stream().anyMatch(entry -> isKey(entry.getKeyNode(), "initMethod"));
    if (beans == Beans.READY || !hasInit) {
      return all;
    }
    return Nodes.mapping(
        all,
        all.getValue().stream()
            .filter(
                entry ->
                    !isKey(entry.getKeyNode(), "initMethod")
                        && !isKey(entry.getKeyNode(), "destroyMethod"))
            .toList());
  }

  /** Camel takes them with a dash as well. */
  private static boolean isKey(Node node, String key) {
    return node instanceof ScalarNode scalar
        && scalar.getValue().replace("-", "").equalsIgnoreCase(key);
  }

  private static MappingNode itemOf(BeanPart bean) {
    for (Node item : ((SequenceNode) bean.file().document()).getValue()) {
      if (item instanceof MappingNode mapping
          && "beans".equals(Nodes.key(item))
          && mapping.getValue().get(0).getValueNode() instanceof SequenceNode list
          && list.getValue().contains(bean.node())) {
        return mapping;
      }
    }
    throw new IllegalStateException("bean " + bean.name() + " is not in its file");
  }

  /**
   * Reads routes; what their files say for them applies. They are not in the context yet.
   *
   * @param all whether what counts for all routes is read as well; that is in the context then
   * @return their definitions, in the order in which they can start
   */
  List<RouteDefinition> read(RouteSet set, Set<String> ids, boolean all) throws Exception {
    for (RouteFile file : set.files()) {
      List<Node> wanted = new ArrayList<>(set.around(file));
      boolean any = false;
      for (RoutePart route : set.routes().values()) {
        if (route.file().path().equals(file.path()) && ids.contains(route.id())) {
          wanted.add(route.item());
          any = true;
        }
      }
      for (OtherPart other : set.others()) {
        if (all && other.file().path().equals(file.path())) {
          wanted.add(other.item());
          any = true;
        }
      }
      if (any) {
        SequenceNode document = (SequenceNode) file.document();
        builders.add(
            builder(file, Nodes.sequence(document, wanted.stream().map(Nodes::copy).toList())));
      }
    }
    List<RouteDefinition> definitions = new ArrayList<>();
    if (all) {
      for (RouteConfigurationBuilder builder : builders) {
        context.addRoutesConfigurations(builder);
      }
    }
    for (RouteConfigurationBuilder builder : builders) {
      builder.prepareModel(context);
      definitions.addAll(builder.getRouteCollection().getRoutes());
    }
    name(set, definitions);
    definitions.sort(Comparator.comparingInt(RouteLoader::rank));
    return definitions;
  }

  /** Routes that are made of templates; after all others are there. */
  void addTemplatedRoutes() throws Exception {
    for (RouteBuilder builder : builders) {
      context.addTemplatedRoutes(builder);
    }
  }

  /** Gives those without an id the one that they have in the set. */
  private static void name(RouteSet set, Collection<RouteDefinition> definitions) {
    for (RouteDefinition definition : definitions) {
      if (!definition.hasCustomIdAssigned()) {
        for (RoutePart route : set.routes().values()) {
          if (route.route().id() == null
              && definition.getInput() != null
              && definition.getInput().getLineNumber() == route.route().fromPlace().line()
              && String.valueOf(definition.getInput().getLocation())
                  .endsWith(route.file().path().toString())) {
            definition.setId(route.id());
          }
        }
      }
    }
  }

  private static int rank(RouteDefinition route) {
    return rank(route.getInput() == null ? "" : route.getInput().getEndpointUri());
  }

  /** The later it starts, the higher. */
  static int rank(String from) {
    for (int i = 0; i < ORDER.size(); i++) {
      if (!ORDER.get(i).isEmpty() && from.startsWith(ORDER.get(i))) {
        return i;
      }
    }
    return ORDER.indexOf("");
  }

  private RouteConfigurationBuilder builder(RouteFile file, SequenceNode document) {
    Reader reader = new Reader();
    reader.setCamelContext(context);
    Resource resource = ResourceHelper.fromString("file:" + file.path(), "");
    RouteConfigurationBuilder builder = reader.read(resource, document);
    CamelContextAware.trySetCamelContext(builder, context);
    builder.setResource(resource);
    return builder;
  }

  /** Camel's reader, given a document that is parsed already. */
  private static final class Reader extends YamlRoutesBuilderLoader {
    RouteConfigurationBuilder read(Resource resource, Node document) {
      LoadSettings settings = LoadSettings.builder().setLabel(resource.getLocation()).build();
      YamlDeserializationContext reading = newYamlDeserializationContext(settings, resource);
      return (RouteConfigurationBuilder) builder(reading, document);
    }
  }
}
