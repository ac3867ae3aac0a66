package io.dromedary.validation;

import io.dromedary.event.Suggestion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.catalog.JSonSchemaResolver;
import org.apache.camel.catalog.impl.AbstractCamelCatalog;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.EipModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Camel's catalogue of what is on the class path: components and their options, EIPs, languages.
 * Each comes with its own description in JSON.
 */
final class Components extends AbstractCamelCatalog {
  private static final String SERVICES = "META-INF/services/org/apache/camel/";
  /** No check asks for them. */
  private static final Set<String> HEADERS = Set.of("headers");

  private static final String NAME = "[A-Za-z][A-Za-z0-9+.-]*";

  private final Map<String, Optional<ComponentModel>> models = new HashMap<>();
  private final Map<String, Optional<EipModel>> eips = new HashMap<>();
  private final Map<String, Optional<String>> services = new HashMap<>();

  Components() {
    setJSonSchemaResolver(new Descriptions());
    setSuggestionStrategy(
        (names, unknown) ->
            Suggestion.nearest(unknown, names).map(near -> new String[] {near}).orElse(null));
  }

  /** Read once: one description can be some hundred kilobytes. */
  @Override
  public @Nullable ComponentModel componentModel(String scheme) {
    return models
        .computeIfAbsent(
            scheme,
            unread ->
                description(resource(service("component", unread), unread), HEADERS)
                    .map(JsonMapper::generateComponentModel))
        .orElse(null);
  }

  @Override
  public @Nullable EipModel eipModel(String name) {
    return eips.computeIfAbsent(
            name, unread -> description(model(unread), Set.of()).map(JsonMapper::generateEipModel))
        .orElse(null);
  }

  /** Whether there is a component of this scheme, described or not. */
  boolean isComponent(String scheme) {
    return service("component", scheme) != null;
  }

  boolean isLanguage(String name) {
    // Calls a bean.
    return name.equals("method") || service("language", name) != null;
  }

  boolean isDataFormat(String name) {
    return service("dataformat", name) != null;
  }

  /** The schemes of all components. */
  Set<String> schemes() {
    return listed("component.properties", "components");
  }

  /** The names of all languages. */
  Set<String> languages() {
    return listed("language.properties", "languages");
  }

  /** From the lists that each jar has, which stand one behind the other in the runnable jar. */
  private static Set<String> listed(String file, String key) {
    Set<String> names = new TreeSet<>();
    try {
      for (URL list : Collections.list(ClassPath.loader().getResources(SERVICES + file))) {
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(open(list), StandardCharsets.UTF_8))) {
          lines
              .lines()
              .filter(line -> line.startsWith(key + "="))
              .forEach(
                  line ->
                      names.addAll(List.of(line.substring(key.length() + 1).trim().split(" "))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading which components are on the class path", e);
    }
    return names;
  }

  /** The name of the class behind a service of Camel; null when there is none. */
  private @Nullable String service(String kind, String name) {
    return services
        .computeIfAbsent(kind + "/" + name, unread -> Optional.ofNullable(read(kind, name)))
        .orElse(null);
  }

  private static @Nullable String read(String kind, String name) {
    if (!name.matches(NAME)) {
      return null;
    }
    Properties service = new Properties();
    URL file = ClassPath.loader().getResource(SERVICES + kind + "/" + name);
    if (file == null) {
      return null;
    }
    try (InputStream in = open(file)) {
      service.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("reading what the " + kind + " " + name + " is", e);
    }
    return service.getProperty("class");
  }

  /** Where Camel's build has put the description of a class; null when there is none. */
  private static @Nullable String resource(@Nullable String type, String name) {
    if (type == null) {
      return null;
    }
    String folder = type.substring(0, type.lastIndexOf('.')).replace('.', '/');
    return "META-INF/" + folder + "/" + name + ".json";
  }

  private static @Nullable String model(String name) {
    return name.matches(NAME) ? "META-INF/org/apache/camel/model/" + name + ".json" : null;
  }

  private static Optional<JsonObject> description(@Nullable String resource, Set<String> leftOut) {
    String json = resource == null ? null : text(resource);
    return json == null
        ? Optional.empty()
        : Optional.of(JsonReader.read(String.valueOf(resource), json, leftOut));
  }

  private static @Nullable String text(String resource) {
    URL file = ClassPath.loader().getResource(resource);
    if (file == null) {
      return null;
    }
    try (InputStream in = open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + resource, e);
    }
  }

  /** Past the cache of the JDK, which keeps jars open. */
  private static InputStream open(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }

  /** Finds the descriptions where Camel's build has put them. */
  private final class Descriptions implements JSonSchemaResolver {
    @Override
    public void setClassLoader(ClassLoader classLoader) {
      // That of the thread is used, as Camel does.
    }

    @Override
    public @Nullable String getComponentJSonSchema(String scheme) {
      return beside("component", scheme);
    }

    @Override
    public @Nullable String getLanguageJSonSchema(String name) {
      return beside("language", name);
    }

    @Override
    public @Nullable String getDataFormatJSonSchema(String name) {
      return beside("dataformat", name);
    }

    @Override
    public @Nullable String getModelJSonSchema(String name) {
      String resource = model(name);
      return resource == null ? null : text(resource);
    }

    @Override
    public @Nullable String getMainJsonSchema() {
      return text("META-INF/camel-main-configuration-metadata.json");
    }

    @Override
    public @Nullable String getTransformerJSonSchema(String name) {
      return null;
    }

    @Override
    public @Nullable String getDevConsoleJSonSchema(String name) {
      return null;
    }

    @Override
    public @Nullable String getOtherJSonSchema(String name) {
      return null;
    }

    @Override
    public @Nullable String getPojoBeanJSonSchema(String name) {
      return null;
    }

    @Override
    public @Nullable String getJBangJsonSchema() {
      return null;
    }

    private @Nullable String beside(String kind, String name) {
      String resource = resource(service(kind, name), name);
      return resource == null ? null : text(resource);
    }
  }
}
