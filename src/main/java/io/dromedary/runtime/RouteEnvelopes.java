package io.dromedary.runtime;

import io.dromedary.event.EnvelopeReader;
import io.dromedary.event.EnvelopeReaders;
import io.dromedary.event.EnvelopeSpec;
import io.dromedary.inbox.EnvelopeOptions;
import io.dromedary.validation.Placeholders;
import io.dromedary.validation.RouteFile;
import io.dromedary.validation.RouteFile.Route;
import io.dromedary.validation.RouteFile.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How each source is read, from the steps {@code to: inbox:<source>} of the route files; a source
 * without one is read by the preset of its name.
 */
final class RouteEnvelopes implements EnvelopeReaders {
  private static final String INBOX = "inbox:";

  private final List<Inbox> inboxes = new ArrayList<>();
  private final Placeholders placeholders;

  private record Inbox(String source, @Nullable String route, Map<String, String> options) {}

  /**
   * @param placeholders for those in options
   */
  RouteEnvelopes(Collection<RouteFile> files, Placeholders placeholders) {
    this.placeholders = placeholders;
    for (RouteFile file : files) {
      for (Route route : file.routes()) {
        for (Step step : route.steps()) {
          if (step.name().startsWith(INBOX)) {
            inboxes.add(inbox(route, step));
          }
        }
      }
    }
  }

  private static Inbox inbox(Route route, Step step) {
    String uri = step.name().substring(INBOX.length()).replaceFirst("^//", "");
    int query = uri.indexOf('?');
    return new Inbox(query < 0 ? uri : uri.substring(0, query), route.id(), step.options());
  }

  @Override
  public EnvelopeReader of(String source, @Nullable String route) {
    Inbox found = null;
    for (Inbox inbox : inboxes) {
      if (resolved(source, inbox.source).equals(source)
          && (found == null || (route != null && route.equals(inbox.route)))) {
        found = inbox;
      }
    }
    return new EnvelopeReader(found == null ? preset(source) : spec(source, found));
  }

  private static EnvelopeSpec preset(String source) {
    return new EnvelopeOptions(source, Map.of()).spec();
  }

  private EnvelopeSpec spec(String source, Inbox inbox) {
    Map<String, String> options = new LinkedHashMap<>();
    inbox.options.forEach((name, value) -> options.put(name, resolved(source, value)));
    return new EnvelopeOptions(source, options).spec();
  }

  private String resolved(String source, String text) {
    return placeholders.resolved(text, "reading events of source " + source + " once more");
  }
}
