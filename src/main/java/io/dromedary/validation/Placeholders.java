package io.dromedary.validation;

import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Predicate;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code {{placeholders}}} as the runtime does, functions and environment included: by
 * Camel itself, in a context that is never started, and made when it is needed. Thread-safe.
 */
public final class Placeholders {
  private static final Pattern MISSING = Pattern.compile("(?s)Property with key \\[(.*?)] .*");

  private final Configuration configuration;
  private @Nullable DefaultCamelContext made;

  /** Those that a configuration can fill in. */
  public Placeholders(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * A text with its placeholders resolved.
   *
   * @param doing for the message
   * @throws IllegalArgumentException when that is not possible; it shows no value
   */
  public String resolved(String text, String doing) {
    Resolved resolved = resolve(text);
    String value = resolved.text();
    if (value == null) {
      throw new IllegalArgumentException(
          doing
              + ": the option '"
              + text
              + (resolved.missing() == null
                  ? "' has placeholders that cannot be resolved"
                  : "' names the property " + resolved.missing() + ", which is not set"));
    }
    return value;
  }

  private static DefaultCamelContext make(Configuration configuration) {
    DefaultCamelContext context = new DefaultCamelContext(false);
    context.getRegistry().bind("dromedarySecrets", configuration.secrets());
    // Brings the type converters, without which not even a property has a value.
    context.build();
    Properties visible = new Properties();
    visible.putAll(configuration.visible());
    context.getPropertiesComponent().setOverrideProperties(visible);
    if (context.getPropertiesComponent() instanceof PropertiesComponent component) {
      component.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
    }
    return context;
  }

  /**
   * A text with its placeholders resolved, or why that is not possible.
   *
   * @param text null when it could not be resolved
   * @param missing the key without a value, if that is why
   */
  record Resolved(@Nullable String text, @Nullable String missing) {
    /** The text, or another when it could not be resolved. */
    String or(String other) {
      return text == null ? other : text;
    }
  }

  Resolved resolve(String text) {
    if (!text.contains("{{")) {
      return new Resolved(text, null);
    }
    try {
      String resolved = context().resolvePropertyPlaceholders(text);
      return new Resolved(resolved == null ? "" : resolved, null);
    } catch (RuntimeException e) {
      // Its message holds what other keys resolve to: nothing for people to read.
      Matcher missing = MISSING.matcher(String.valueOf(e.getMessage()));
      return new Resolved(null, missing.matches() ? missing.group(1) : null);
    }
  }

  /**
   * Whether a route with this precondition exists.
   *
   * @throws IllegalArgumentException when Camel cannot tell
   */
  boolean included(String precondition) {
    try {
      Predicate predicate =
          context().resolveLanguage("simple").createPredicate(resolve(precondition).or("false"));
      predicate.init(context());
      return predicate.matches(new DefaultExchange(context()));
    } catch (RuntimeException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException(why, e);
    }
  }

  /** The context, for beans that need one. */
  synchronized DefaultCamelContext context() {
    DefaultCamelContext context = made;
    if (context == null) {
      context = make(configuration);
      made = context;
    }
    return context;
  }
}
