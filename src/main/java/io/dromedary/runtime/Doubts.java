package io.dromedary.runtime;

import io.dromedary.validation.Finding;
import io.dromedary.validation.RouteValidation;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is doubtful in the route files, and does not stop a start. */
final class Doubts {
  private static final Logger LOG = LoggerFactory.getLogger(Doubts.class);
  private static final int SAID = 20;

  private Doubts() {}

  static void say(List<Finding> warnings) {
    warnings.stream().limit(SAID).forEach(warning -> LOG.warn("{}", warning));
    if (warnings.size() > SAID) {
      LOG.warn("{} more; 'validate' shows all", warnings.size() - SAID);
    }
  }

  /** What takes the catalogue of events, which nobody has to wait for to take callbacks. */
  static void say(RouteValidation validation) {
    Thread thread = new Thread(() -> say(validation.doubts()), "dromedary-doubts");
    thread.setDaemon(true);
    thread.start();
  }
}
