package io.dromedary.secret;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.LoadablePropertiesSource;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/**
 * Properties of a Camel context, read around its placeholder parser: that one fails on two opening
 * braces in a value, and hands each value to listeners that may print it.
 */
final class CamelProperties {
  private final CamelContext context;

  CamelProperties(CamelContext context) {
    this.context = context;
  }

  @Nullable String value(@Nullable String key) {
    if (key == null) {
      return null;
    }
    PropertiesComponent component = context.getPropertiesComponent();
    String loaded = component.loadProperties(key::equals).getProperty(key);
    return loaded != null ? loaded : fromOtherSources(component, key);
  }

  /** For sources that can be asked but not listed, such as the environment of a Spring host. */
  private static @Nullable String fromOtherSources(PropertiesComponent component, String key) {
    for (PropertiesSource source : component.getPropertiesSources()) {
      String value =
          source instanceof LoadablePropertiesSource ? null : source.getProperty(key, null);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
