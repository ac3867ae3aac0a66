package io.dromedary.runtime;

import io.dromedary.signature.SchemeSettings;
import io.dromedary.signature.SignatureProcessor;
import io.dromedary.validation.Finding;
import io.dromedary.validation.Placeholders;
import io.dromedary.validation.RouteFile;
import io.dromedary.validation.RouteFile.Bean;
import io.dromedary.validation.RouteFile.Route;
import io.dromedary.validation.RouteFile.Step;
import io.dromedary.validation.RouteFiles;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The callback routes of a folder, as its files say, for commands that need no runtime: where a
 * source takes its callbacks, and how they are signed.
 */
public final class CallbackRoutes {
  private static final String HTTP = "platform-http:";

  private final List<CallbackRoute> routes = new ArrayList<>();
  private final Placeholders placeholders;

  /**
   * A route that takes callbacks.
   *
   * @param path as in the route file, with <code>{...}</code> where it has parameters
   * @param scheme how its callbacks are signed
   * @param secretKey the key of its secrets
   */
  public record CallbackRoute(String source, String path, SchemeSettings scheme, String secretKey) {
    /** Whether the path has parameters. */
    public boolean isTemplate() {
      return path.indexOf('{') >= 0;
    }
  }

  private CallbackRoutes(Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  /**
   * Reads the callback routes, in the order of the files; none when there is no such folder.
   *
   * @throws StartException when the files cannot be read, or a scheme makes no sense
   */
  public static List<CallbackRoute> of(Settings settings) throws StartException {
    if (!Files.isDirectory(settings.routes())) {
      return List.of();
    }
    RouteFiles files = RouteFiles.read(settings.routes());
    List<Finding> errors = files.findings().stream().filter(Finding::isError).toList();
    if (!errors.isEmpty()) {
      throw new StartException(errors, null);
    }
    CallbackRoutes found = new CallbackRoutes(new Placeholders(settings.configuration()));
    Map<String, Bean> signatures = new LinkedHashMap<>();
    for (RouteFile file : files.files()) {
      for (Bean bean : file.beans()) {
        if (SignatureProcessor.class.getName().equals(bean.type())) {
          signatures.put(bean.name(), bean);
        }
      }
    }
    for (RouteFile file : files.files()) {
      for (Route route : file.routes()) {
        found.add(route, signatures);
      }
    }
    return List.copyOf(found.routes);
  }

  private void add(Route route, Map<String, Bean> signatures) throws StartException {
    if (!route.from().startsWith(HTTP)) {
      return;
    }
    for (Step step : route.steps()) {
      Bean bean = step.kind().equals("process") ? signatures.get(step.name()) : null;
      if (bean != null) {
        routes.add(callbackRoute(route, bean));
        return;
      }
    }
  }

  private CallbackRoute callbackRoute(Route route, Bean bean) throws StartException {
    try {
      Map<String, String> scheme = new LinkedHashMap<>();
      for (Map.Entry<String, String> property : bean.properties().entrySet()) {
        scheme.put(property.getKey(), resolved(property.getValue(), bean));
      }
      String named = scheme.remove("source");
      String key = scheme.remove("secret");
      if (key == null || key.lastIndexOf('.') < 1) {
        throw new IllegalArgumentException(
            "its property secret must be a key such as itwin.secret");
      }
      String source =
          named == null || named.isBlank() ? key.substring(0, key.lastIndexOf('.')) : named;
      return new CallbackRoute(
          source, path(resolved(route.from(), bean)), SchemeSettings.of(scheme), key);
    } catch (IllegalArgumentException e) {
      throw new StartException(
          List.of(
              new Finding(
                  bean.place(), "the signature processor " + bean.name() + ": " + e.getMessage())),
          e);
    }
  }

  private String resolved(String text, Bean bean) {
    return placeholders.resolved(text, "reading bean " + bean.name());
  }

  private static String path(String uri) {
    String path = uri.substring(HTTP.length()).replaceFirst("[?].*", "").replaceFirst("^/+", "");
    return "/" + path;
  }
}
