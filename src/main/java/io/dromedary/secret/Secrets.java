package io.dromedary.secret;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Stand-in: environment over property, no files. */
public final class Secrets {
  private final UnaryOperator<@Nullable String> properties;
  private final UnaryOperator<@Nullable String> environment;

  private Secrets(
      UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
    this.properties = properties;
    this.environment = environment;
  }

  public static Secrets of(
      Map<String, String> properties, UnaryOperator<@Nullable String> environment) {
    Map<String, String> copy = new HashMap<>(properties);
    return new Secrets(copy::get, environment);
  }

  public static Secrets lookup(CamelContext context) {
    Secrets bound = context.getRegistry().findSingleByType(Secrets.class);
    if (bound != null) {
      return bound;
    }
    return new Secrets(
        key -> context.getPropertiesComponent().resolveProperty(key).orElse(null), System::getenv);
  }

  public List<String> all(String key) {
    String value = one(key);
    return value == null ? List.of() : List.of(value.split(","));
  }

  public @Nullable String one(String key) {
    String name = key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    String value = environment.apply(name);
    if (value == null || value.isBlank()) {
      value = properties.apply(key);
    }
    return value == null || value.isBlank() ? null : value;
  }
}
