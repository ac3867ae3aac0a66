package io.dromedary.embed;

import io.dromedary.inbox.HandledFailures;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Does what must be done before the first route is built, in each CamelContext of a JVM that has
 * this jar: a component is made with the first route that uses it, and by then other routes have
 * been built. Camel finds it in {@code META-INF/services}.
 */
public final class EarlyWiring implements ContextServicePlugin {
  @Override
  public void load(CamelContext context) {
    context.addLifecycleStrategy(new BeforeRoutes());
  }

  /** By then the application has bound its beans. */
  private static final class BeforeRoutes extends LifecycleStrategySupport {
    @Override
    public void onContextInitializing(CamelContext context) {
      intercept(context);
    }
  }

  /** Adds the interceptor, unless there is one: bound by the application, or by us before. */
  static void intercept(CamelContext context) {
    ExtendedCamelContext extension = context.getCamelContextExtension();
    for (InterceptStrategy strategy : extension.getInterceptStrategies()) {
      if (strategy instanceof HandledFailures) {
        return;
      }
    }
    HandledFailures bound = context.getRegistry().findSingleByType(HandledFailures.class);
    extension.addInterceptStrategy(bound == null ? new HandledFailures() : bound);
  }
}
