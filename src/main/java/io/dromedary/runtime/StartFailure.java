package io.dromedary.runtime;

import io.dromedary.validation.Finding;
import io.dromedary.validation.Place;
import io.dromedary.validation.RouteFile;
import java.util.List;
import java.util.Optional;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why Camel could not start, and where the reason stands. */
final class StartFailure {
  private StartFailure() {}

  static StartException of(Throwable failure, List<RouteFile> files) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartException known) {
        return known;
      }
    }
    String routeId = routeId(failure);
    Place place = routeId == null ? null : place(routeId, files);
    String message =
        (routeId == null ? "" : "route " + routeId + " cannot start: ") + reason(failure);
    return new StartException(List.of(new Finding(place, message)), failure);
  }

  private static @Nullable String routeId(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FailedToCreateRouteException created) {
        return created.getRouteId();
      }
      if (cause instanceof FailedToStartRouteException started) {
        return started.getRouteId();
      }
    }
    return null;
  }

  private static @Nullable Place place(String routeId, List<RouteFile> files) {
    Optional<RouteFile.Route> route =
        files.stream()
            .flatMap(file -> file.routes().stream())
            .filter(candidate -> routeId.equals(candidate.id()))
            .findFirst();
    return route.map(RouteFile.Route::place).orElse(null);
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    // What is thrown by us is a sentence for operators; deeper causes only say how it showed.
    while (!isOurs(cause) && cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.toString() : message.strip();
  }

  private static boolean isOurs(Throwable cause) {
    StackTraceElement[] thrownAt = cause.getStackTrace();
    return thrownAt.length > 0 && thrownAt[0].getClassName().startsWith("io.dromedary.");
  }
}
