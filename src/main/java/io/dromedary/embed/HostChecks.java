package io.dromedary.embed;

import io.dromedary.inbox.InboxComponent;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is doubtful about an application, once at its start. */
final class HostChecks {
  private static final Logger LOG = LoggerFactory.getLogger(HostChecks.class);

  /** The minor version that this is built and tested with. */
  private static final String CAMEL = "4.18.";

  private static final String COMPONENT = "META-INF/services/org/apache/camel/component/inbox";

  private HostChecks() {}

  static void say(CamelContext context) {
    String version = context.getVersion();
    if (version != null && !version.startsWith(CAMEL)) {
      LOG.warn(
          "This application runs on Camel {}; Dromedary is built and tested with Camel {}x. It goes"
              + " on; use that version if something is amiss",
          version,
          CAMEL);
    }
    List<URL> named = named(context);
    if (named.size() > 1) {
      LOG.warn(
          "The class path has several components that are called inbox: {}. Camel takes the first;"
              + " remove all but one",
          named);
    }
  }

  private static List<URL> named(CamelContext context) {
    ClassLoader loader = context.getApplicationContextClassLoader();
    try {
      return new ArrayList<>(
          Collections.list(
              (loader == null ? InboxComponent.class.getClassLoader() : loader)
                  .getResources(COMPONENT)));
    } catch (IOException e) {
      LOG.debug("Looking for other components of the name", e);
      return List.of();
    }
  }
}
