package io.dromedary.reload;

import io.dromedary.callback.CallbackHttpServerFactory;
import io.dromedary.inbox.HandledFailures;
import io.dromedary.reload.RouteSet.BeanPart;
import io.dromedary.reload.RouteSet.RoutePart;
import io.dromedary.signature.SignatureProcessor;
import io.dromedary.validation.Configuration;
import io.dromedary.validation.Finding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds routes in a context that is never started, and throws that away: what validation cannot
 * see, such as a bean whose constructor fails, is found before anything that runs is touched. Camel
 * makes components, endpoints, steps and beans, and connects, listens and claims nothing: all that
 * comes with the start. Beans are made anew; their init methods, which may take what the running
 * ones hold, are left for the real thing.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

  private final Configuration configuration;
  private final IdleRoutes idleRoutes;

  Rehearsal(Configuration configuration, IdleRoutes idleRoutes) {
    this.configuration = configuration;
    this.idleRoutes = idleRoutes;
  }

  /**
   * Builds what comes.
   *
   * @return ids of the routes of the set that are not to start
   * @throws RefusedException when it cannot be built
   */
  Set<String> of(RouteSet set, Difference difference) throws RefusedException {
    DefaultCamelContext context = new DefaultCamelContext(false);
    try {
      new Stage(context).init();
      CallbackHttpServerFactory.bindRehearsal(context);
      RouteLoader loader = new RouteLoader(context, RouteLoader.Beans.WITHOUT_INIT);
      loader.bind(set, beans(set, difference));
      Set<String> idle = idleRoutes.of(context, set.files());
      List<RouteDefinition> definitions = loader.read(set, difference.routesIn(), difference.all());
      context
          .getCamelContextExtension()
          .getContextPlugin(Model.class)
          .addRouteDefinitions(definitions);
      if (difference.all()) {
        loader.addTemplatedRoutes();
      }
      context.init();
      return idle;
    } catch (RefusedException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      LOG.debug("Building the routes failed", e);
      String routeId = Failures.routeId(e);
      throw new RefusedException(
          List.of(
              Finding.error(
                  set.placeOf(routeId),
                  (routeId == null ? "" : "route " + routeId + " cannot be built: ")
                      + Failures.reason(e),
                  "")),
          e);
    } finally {
      close(context);
    }
  }

  private static void close(DefaultCamelContext context) {
    try {
      context.shutdown();
      ServiceHelper.stopService(context.getRegistry());
    } catch (Exception e) {
      LOG.warn("Clearing away a rehearsal of routes: {}", e.toString(), e);
    }
  }

  /** What the routes name, what that names in turn, and all that say who signs. */
  private static Set<String> beans(RouteSet set, Difference difference) {
    Set<String> words = new LinkedHashSet<>(difference.beansIn());
    for (RoutePart route : set.routes().values()) {
      if (difference.routesIn().contains(route.id())) {
        words.addAll(route.words());
      }
    }
    Set<String> beans = new LinkedHashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (BeanPart bean : set.beans().values()) {
        if (words.contains(bean.name()) || signs(bean)) {
          more |= beans.add(bean.name());
          words.addAll(bean.words());
        }
      }
    }
    return beans;
  }

  private static boolean signs(BeanPart bean) {
    return bean.words().contains(SignatureProcessor.class.getName());
  }

  /** Sets a context up as Camel's Main does at the start, and stops there. */
  private final class Stage extends BaseMainSupport {
    Stage(CamelContext context) {
      super(context);
      configure()
          .withRoutesCollectorEnabled(false)
          .withAutoConfigurationLogSummary(false)
          .withName("dromedary-rehearsal");
      configure().setStartupSummaryLevel(StartupSummaryLevel.Off);
      setPropertyPlaceholderLocations("false");
      Properties visible = new Properties();
      visible.putAll(configuration.visible());
      setOverrideProperties(visible);
      addInitialProperty("camel.component.direct.block", "false");
      addMainListener(
          new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport initialized) {
              if (context.getPropertiesComponent() instanceof PropertiesComponent properties) {
                properties.setEnvironmentVariableMode(
                    PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
              }
              context.getRegistry().bind("dromedarySecrets", configuration.secrets());
              context.getRegistry().bind("dromedaryHandledFailures", new HandledFailures());
            }
          });
    }

    @Override
    protected void doInit() throws Exception {
      super.doInit();
      postProcessCamelContext(getCamelContext());
    }
  }
}
