package io.dromedary.validation;

import io.dromedary.validation.RouteFile.Bean;
import io.dromedary.validation.RouteFile.Route;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * Files all of whose routes are off: what they define is for nobody. Where a part is missing that
 * their beans need, they can be left out.
 */
final class OffFiles {
  private final Placeholders placeholders;

  OffFiles(Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  /** Whether it has routes, and all of them are off. */
  boolean isOff(RouteFile file) {
    return !file.routes().isEmpty() && file.routes().stream().allMatch(this::isOff);
  }

  private boolean isOff(Route route) {
    String precondition = Yaml.text(Yaml.value(route.definition(), "precondition"));
    if (precondition.isEmpty() || placeholders.resolve(precondition).text() == null) {
      return false;
    }
    try {
      return !placeholders.included(precondition);
    } catch (IllegalArgumentException e) {
      // Reported where it stands.
      return false;
    }
  }

  /** Those whose beans could not be made, for want of a part that nobody asks for. */
  List<Path> without(Collection<RouteFile> files) {
    return files.stream()
        .filter(file -> file.beans().stream().anyMatch(this::isMissing) && isOff(file))
        .map(RouteFile::path)
        .toList();
  }

  private boolean isMissing(Bean bean) {
    String type = placeholders.resolve(bean.type() == null ? "" : bean.type()).or("");
    return Part.missingBehind(type) != null;
  }
}
