package io.dromedary.validation;

import io.dromedary.event.Suggestion;
import io.dromedary.validation.RouteFile.Bean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.catalog.ConfigurationPropertiesValidationResult;
import org.apache.camel.tooling.model.ComponentModel;

/** Finds keys of the configuration that nothing reads: those of targets, and those of Camel. */
final class ConfigurationCheck {
  private static final String TARGET = "dromedary.target.";
  private static final String SHIPPED = "/shipped/config/application.properties";
  private static final Pattern SHIPPED_KEY =
      Pattern.compile("(?m)^#?dromedary\\.target\\.([^.=]+)(\\.[^=\\s]+)\\s*=");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([^{}:?!]+)");

  private static final Pattern COMPONENT = Pattern.compile("(camel\\.component\\.([^.]+)\\.).*");

  private final Configuration configuration;
  private final Components components;
  private final Findings findings;

  ConfigurationCheck(Configuration configuration, Components components, Findings findings) {
    this.configuration = configuration;
    this.components = components;
    this.findings = findings;
  }

  void check(Collection<RouteFile> files, Uses uses) {
    Set<String> read = keysOfTargets(files, uses);
    configuration
        .keys()
        .forEach(
            (key, place) -> {
              if (key.startsWith(TARGET) && !read.contains(key)) {
                findings.warning(
                    place,
                    "no route file reads " + key,
                    Suggestion.or(
                        key, read, "Remove it, or name it in a route as {{" + key + "}}"));
              } else if (key.startsWith("camel.")) {
                camel(key, place);
              }
            });
  }

  private Set<String> keysOfTargets(Collection<RouteFile> files, Uses uses) {
    Set<String> keys = new TreeSet<>();
    Set<String> endings = new TreeSet<>();
    Matcher shipped = SHIPPED_KEY.matcher(shipped());
    while (shipped.find()) {
      keys.add(TARGET + shipped.group(1) + shipped.group(2));
      endings.add(shipped.group(2));
    }
    for (Uses.Text use : uses.texts) {
      String text = Yaml.text(use.node());
      Matcher placeholder = PLACEHOLDER.matcher(text);
      while (placeholder.find()) {
        keys.add(placeholder.group(1).strip());
      }
      keys.add(text);
    }
    for (RouteFile file : files) {
      for (Bean bean : file.beans()) {
        String prefix = bean.properties().get("prefix");
        if (prefix != null) {
          // A bean of ours, which reads what it needs below it.
          endings.forEach(ending -> keys.add(prefix + ending));
        }
      }
    }
    return keys;
  }

  private static String shipped() {
    try (InputStream in = ConfigurationCheck.class.getResourceAsStream(SHIPPED)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the configuration that comes with the program", e);
    }
  }

  private void camel(String key, Place place) {
    String value = configuration.visible().get(key);
    if (value == null) {
      return;
    }
    ConfigurationPropertiesValidationResult result =
        components.validateConfigurationProperty(key + "=" + value);
    if (!result.isAccepted() || result.isSuccess()) {
      return;
    }
    boolean unknown = result.getUnknown() != null || result.getUnknownComponent() != null;
    findings.error(
        place,
        unknown ? key + " is not a key of Camel" : key + " has a value that Camel does not take",
        unknown
            ? Suggestion.or(key, keysOfCamel(key), "Camel's documentation lists its keys")
            : "Camel's documentation says what it takes");
  }

  private Set<String> keysOfCamel(String near) {
    Set<String> keys = new TreeSet<>();
    Matcher ofComponent = COMPONENT.matcher(near);
    if (ofComponent.matches()) {
      ComponentModel component = components.componentModel(ofComponent.group(2));
      if (component != null) {
        component.getComponentOptions().forEach(o -> keys.add(ofComponent.group(1) + o.getName()));
      }
    } else {
      components.mainModel().getOptions().forEach(option -> keys.add(option.getName()));
    }
    return keys;
  }
}
