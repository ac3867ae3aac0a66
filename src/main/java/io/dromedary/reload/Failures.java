package io.dromedary.reload;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why Camel could not build or start something. */
public final class Failures {
  private Failures() {}

  /** The route that a failure is about; null when it does not say. */
  public static @Nullable String routeId(Throwable failure) {
    for (Throwable cause : chain(failure)) {
      if (cause instanceof FailedToCreateRouteException created) {
        return created.getRouteId();
      }
      if (cause instanceof FailedToStartRouteException started) {
        return started.getRouteId();
      }
    }
    return null;
  }

  /**
   * The reason, for operators: what is thrown by us is a sentence for them, deeper causes only say
   * how it showed.
   */
  public static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "for a reason that is not known";
    }
    Throwable said = failure;
    for (Throwable cause : chain(failure)) {
      said = cause;
      if (isOurs(cause)) {
        break;
      }
    }
    String message = said.getMessage();
    return message == null ? said.toString() : message.strip();
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && chain.size() < 50 && !chain.contains(cause);
        cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }

  private static boolean isOurs(Throwable cause) {
    StackTraceElement[] thrownAt = cause.getStackTrace();
    return thrownAt.length > 0
        && thrownAt[0].getClassName().startsWith("io.dromedary.")
        && !thrownAt[0].getClassName().startsWith("io.dromedary.reload.");
  }
}
