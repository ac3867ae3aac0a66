package io.dromedary.target;

import io.dromedary.secret.CurrentSecrets;
import io.dromedary.secret.SecretUser;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/**
 * All four shipped target routes in one running Camel context, as a start of the runtime has them.
 */
final class ShippedTargets implements AutoCloseable {
  private static final List<String> ALL = List.of("warehouse", "archive", "bus", "partner");

  private final DefaultCamelContext context;

  private ShippedTargets(DefaultCamelContext context) {
    this.context = context;
  }

  static ShippedTargets start(Path data, Map<String, String> settings) throws Exception {
    return start(data, settings, null);
  }

  /**
   * @param secrets null: those among the settings
   */
  static ShippedTargets start(
      Path data, Map<String, String> settings, @Nullable CurrentSecrets secrets) throws Exception {
    DefaultCamelContext context = new DefaultCamelContext();
    try {
      if (secrets != null) {
        context.getRegistry().bind("secrets", secrets);
      }
      Properties properties = new Properties();
      properties.setProperty("dromedary.data", data.toString());
      properties.putAll(settings);
      context.getPropertiesComponent().setOverrideProperties(properties);
      context.addComponent("delivery", new DeliveryStandIn());
      List<Resource> files =
          ALL.stream()
              .map(
                  target ->
                      ResourceHelper.resolveResource(
                          context, "file:routes/targets/" + target + ".camel.yaml"))
              .toList();
      PluginHelper.getRoutesLoader(context).loadRoutes(files);
      context.start();
      return new ShippedTargets(context);
    } catch (Exception | Error e) {
      context.close();
      throw e;
    }
  }

  /** The beans of the routes that use secrets. */
  Collection<SecretUser> secretUsers() {
    return context.getRegistry().findByType(SecretUser.class);
  }

  /** The targets that are on. */
  List<String> on() {
    return context.getRoutes().stream().map(Route::getRouteId).toList();
  }

  /** One delivery; its failure, if any, is on the exchange that comes back. */
  Exchange deliver(String target) {
    return context
        .createProducerTemplate()
        .send(
            "delivery:" + target,
            exchange -> {
              exchange.getMessage().setBody(TargetRouteTest.BODY);
              exchange.getMessage().setHeaders(TargetRouteTest.event());
            });
  }

  @Override
  public void close() {
    context.stop();
  }
}
