package io.dromedary.spring;

import io.dromedary.delivery.DeliveryComponent;
import io.dromedary.inbox.InboxComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Sets the options of our components from the application's properties: {@code dromedary.*}, and
 * over them {@code camel.component.<name>.*}, which Camel Main reads for every component and Spring
 * Boot for those with a starter only.
 */
final class ComponentOptions implements ComponentCustomizer {
  private static final Logger LOG = LoggerFactory.getLogger(ComponentOptions.class);

  private final Supplier<CamelContext> camel;
  private final Environment environment;
  private final DromedaryProperties properties;

  ComponentOptions(
      Supplier<CamelContext> camel, Environment environment, DromedaryProperties properties) {
    this.camel = camel;
    this.environment = environment;
    this.properties = properties;
  }

  @Override
  public boolean isEnabled(String name, Component target) {
    return target instanceof InboxComponent || target instanceof DeliveryComponent;
  }

  @Override
  public void configure(String name, Component target) {
    if (target instanceof InboxComponent) {
      set("dromedary", target, ours());
    }
    String prefix = "camel.component." + name;
    set(prefix, target, given(prefix));
  }

  private Map<String, Object> ours() {
    Map<String, Object> options = new LinkedHashMap<>();
    put(options, "data", properties.data());
    String dataSource = properties.dataSource();
    put(options, "dataSource", dataSource == null ? null : "#bean:" + dataSource);
    put(options, "maxEvents", properties.inbox().maxEvents());
    var deadline = properties.inbox().answerDeadline();
    put(options, "answerDeadline", deadline == null ? null : deadline.toMillis());
    return options;
  }

  private static void put(Map<String, Object> options, String name, @Nullable Object value) {
    if (value != null) {
      options.put(name, value);
    }
  }

  private Map<String, Object> given(String prefix) {
    Map<String, Object> options = new LinkedHashMap<>();
    Binder.get(environment)
        .bind(prefix, Bindable.mapOf(String.class, Object.class))
        .ifBound(
            found ->
                found.forEach(
                    (name, value) -> options.put(StringHelper.dashToCamelCase(name), value)));
    return options;
  }

  /** An option that cannot be set is said: it is no reason to take the application down. */
  private void set(String prefix, Component target, Map<String, Object> options) {
    for (Map.Entry<String, Object> option : options.entrySet()) {
      String key = prefix + "." + option.getKey();
      try {
        boolean known =
            PropertyBindingSupport.build()
                .withCamelContext(camel.get())
                .withTarget(target)
                .withConfigurer(target.getComponentPropertyConfigurer())
                .withIgnoreCase(true)
                .withMandatory(false)
                .withProperty(option.getKey(), option.getValue())
                .bind();
        if (!known) {
          LOG.error("There is no option {}; it counts as not set. Look how it is spelled.", key);
        }
      } catch (RuntimeException e) {
        LOG.error("The option {} cannot be set, and counts as not set: {}", key, e.getMessage());
      }
    }
  }
}
