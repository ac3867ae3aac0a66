package io.dromedary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The route files as they are shipped, and what the design says they have to cover. */
final class ShippedRoutes {
  private static final Path FOLDER = Path.of("routes");

  static final List<String> TARGETS = List.of("warehouse", "archive", "bus", "partner");

  static final List<String> SOURCES = List.of("itwin", "aps");

  private ShippedRoutes() {}

  /** System to domain. At iTwin the two are the same word. */
  static Map<String, String> domains(String source) {
    return source.equals("itwin") ? itwin() : aps();
  }

  private static Map<String, String> itwin() {
    return Stream.of(
            "accessControl",
            "changedElements",
            "export",
            "forms",
            "issues",
            "iModels",
            "iTwins",
            "realityAnalysis",
            "realityConversion",
            "realityModeling",
            "synchronization",
            "transformations")
        .collect(Collectors.toMap(api -> api, api -> api));
  }

  private static Map<String, String> aps() {
    return Map.of(
        "data", "data",
        "derivative", "derivative",
        "adsk.c4r", "c4r",
        "adsk.flc.production", "flc",
        "autodesk.construction.cost", "cost",
        "autodesk.construction.bc", "bc");
  }

  /** Every route file below a folder of the shipped routes, in a fixed order. */
  static List<Path> files(String below) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER.resolve(below))) {
      return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
    }
  }

  /** The file of a name such as {@code domains/itwin/iModels}. */
  static Path file(String name) {
    return FOLDER.resolve(name + ".camel.yaml");
  }

  /** A file's path below the routes, without its ending: {@code domains/itwin/iModels}. */
  static String name(Path file) {
    return FOLDER.relativize(file).toString().replace('\\', '/').replaceAll("\\.camel\\.yaml$", "");
  }

  /** Adds the routes of a file to a context. */
  static void load(CamelContext context, Path file) throws Exception {
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "file:" + file));
  }

  /** What Camel makes of a file; nothing is started. */
  static List<RouteDefinition> model(Path file) throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      load(context, file);
      return List.copyOf(
          context.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions());
    }
  }
}
