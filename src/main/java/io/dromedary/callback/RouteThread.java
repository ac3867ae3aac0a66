package io.dromedary.callback;

import io.dromedary.event.NonBlocking;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.model.errorhandler.RefErrorHandlerDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Where the steps of a callback route run. The hand-off to a worker thread costs a third of the
 * throughput, but a step that waits on the event loop stalls every other request: so a route runs
 * on the event loop only when each of its steps is known not to wait.
 */
enum RouteThread {
  EVENT_LOOP,
  WORKER;

  /** The one component that is known to answer later instead of waiting. */
  private static final String INBOX = "inbox:";

  /**
   * @param route the definition of the route, null when it is not known
   */
  static RouteThread of(@Nullable RouteDefinition route, CamelContext context) {
    return route != null && hasNothingAround(route, context) && neverWaits(route, context)
        ? EVENT_LOOP
        : WORKER;
  }

  /** Policies, delays and error handlers of the user's own may wait before or after the steps. */
  private static boolean hasNothingAround(RouteDefinition route, CamelContext context) {
    return losesNoTimeOnErrors(route.getErrorHandlerFactory(), context)
        && route.getRoutePolicyRef() == null
        && (route.getRoutePolicies() == null || route.getRoutePolicies().isEmpty())
        && route.getDelayer() == null
        && route.getInputType() == null
        && route.getOutputType() == null;
  }

  /** Camel's default gives up at the first failure; one that redelivers sleeps in between. */
  private static boolean losesNoTimeOnErrors(
      @Nullable ErrorHandlerFactory errors, CamelContext context) {
    if (errors instanceof RefErrorHandlerDefinition reference) {
      return RefErrorHandlerDefinition.DEFAULT_ERROR_HANDLER_BUILDER.equals(reference.getRef())
          && isNone(context.getCamelContextExtension().getErrorHandlerFactory());
    }
    return isNone(errors);
  }

  private static boolean isNone(@Nullable ErrorHandlerFactory errors) {
    return errors == null || errors instanceof NoErrorHandlerDefinition;
  }

  /** Interceptors and onException, onCompletion are outputs too: neither is a known step. */
  private static boolean neverWaits(RouteDefinition route, CamelContext context) {
    List<ProcessorDefinition<?>> steps = route.getOutputs();
    for (int i = 0; i < steps.size(); i++) {
      ProcessorDefinition<?> step = steps.get(i);
      boolean last = i == steps.size() - 1;
      if (!(isNonBlocking(step, context) || (last && isInbox(step)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNonBlocking(ProcessorDefinition<?> step, CamelContext context) {
    if (!(step instanceof ProcessDefinition process)) {
      return false;
    }
    if (process.getProcessor() != null) {
      return process.getProcessor() instanceof NonBlocking;
    }
    return process.getRef() != null
        && context.getRegistry().lookupByName(context.resolvePropertyPlaceholders(process.getRef()))
            instanceof NonBlocking;
  }

  private static boolean isInbox(ProcessorDefinition<?> step) {
    return step.getClass() == ToDefinition.class
        && ((ToDefinition) step).getEndpointUri().startsWith(INBOX);
  }
}
