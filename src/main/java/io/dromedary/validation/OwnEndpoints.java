package io.dromedary.validation;

import io.dromedary.delivery.DeliveryComponent;
import io.dromedary.event.Suggestion;
import io.dromedary.inbox.InboxComponent;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Asks {@code inbox:} and {@code delivery:} themselves whether their options go together. */
final class OwnEndpoints {
  private final Map<String, DefaultComponent> components =
      Map.of("inbox", new InboxComponent(), "delivery", new DeliveryComponent());

  private final Set<String> beans;

  /**
   * @param beans the names of all beans that there will be; none of them exists yet
   */
  OwnEndpoints(CamelContext context, Set<String> beans) {
    this.beans = beans;
    components.values().forEach(component -> component.setCamelContext(context));
  }

  boolean knows(String scheme) {
    return components.containsKey(scheme);
  }

  /**
   * Why an endpoint cannot be made. Its texts hold no value that a placeholder stands for.
   *
   * @param option that is at fault; null when several are, or none that is known
   * @param mend what to do; empty when the reason says it
   */
  record Refusal(@Nullable String option, String reason, String mend) {}

  /**
   * Why a consumer or producer cannot be made; null when it can. Nothing is started.
   *
   * @param uri with all options, their values resolved
   */
  @Nullable Refusal refusal(String uri, boolean consumer) {
    String scheme = uri.substring(0, uri.indexOf(':'));
    DefaultComponent component = components.get(scheme);
    if (component == null) {
      return null;
    }
    try {
      Endpoint endpoint = component.createEndpoint(uri);
      if (consumer) {
        endpoint.createConsumer(exchange -> {});
      } else {
        endpoint.createProducer();
      }
      return null;
    } catch (NumberFormatException e) {
      return notBound(scheme, null);
    } catch (IllegalArgumentException e) {
      return new Refusal(null, String.valueOf(e.getMessage()), "");
    } catch (Exception e) {
      return refusal(scheme, e);
    }
  }

  /** Camel's own messages show the value of the option, and are not repeated. */
  private @Nullable Refusal refusal(String scheme, Exception failure) {
    String option = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PropertyBindingException binding) {
        option = binding.getPropertyName();
      }
      if (cause instanceof NoSuchBeanException missing) {
        return missing(scheme, option, missing.getName());
      }
    }
    return notBound(scheme, option);
  }

  private @Nullable Refusal missing(String scheme, @Nullable String option, String bean) {
    if (beans.contains(bean)) {
      return null;
    }
    return new Refusal(
        option,
        "%s of %s: names a bean that nobody defines"
            .formatted(option == null ? "an option" : "'" + option + "'", scheme),
        Suggestion.or(bean, beans, "Define it under 'beans:'"));
  }

  private static Refusal notBound(String scheme, @Nullable String option) {
    return new Refusal(
        option,
        "%s of %s: has a value that it cannot have"
            .formatted(option == null ? "an option" : "'" + option + "'", scheme),
        "Camel cannot make what the option needs of it: compare it with the shipped routes");
  }
}
