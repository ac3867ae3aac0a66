package io.dromedary.runtime;

import io.dromedary.reload.Failures;
import io.dromedary.reload.RefusedException;
import io.dromedary.validation.Finding;
import io.dromedary.validation.Place;
import io.dromedary.validation.RouteFile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why Camel could not start, and where the reason stands. */
final class StartFailure {
  private StartFailure() {}

  static StartException of(Throwable failure, List<RouteFile> files) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartException known) {
        return known;
      }
      if (cause instanceof RefusedException refused) {
        return new StartException(refused.findings(), failure);
      }
    }
    String routeId = Failures.routeId(failure);
    Place place = routeId == null ? null : place(routeId, files);
    String message =
        (routeId == null ? "" : "route " + routeId + " cannot start: ") + Failures.reason(failure);
    return new StartException(List.of(new Finding(place, message)), failure);
  }

  private static @Nullable Place place(String routeId, List<RouteFile> files) {
    Optional<RouteFile.Route> route =
        files.stream()
            .flatMap(file -> file.routes().stream())
            .filter(candidate -> routeId.equals(candidate.id()))
            .findFirst();
    return route.map(RouteFile.Route::place).orElse(null);
  }
}
