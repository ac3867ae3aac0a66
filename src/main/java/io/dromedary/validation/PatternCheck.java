package io.dromedary.validation;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.catalogue.Known;
import io.dromedary.event.EventPattern;
import io.dromedary.event.Suggestion;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds event patterns that are none, and doubts those, and comparisons with event types, that no
 * known event can meet.
 */
final class PatternCheck {
  private static final Pattern COMPARED =
      Pattern.compile(
          "\\$\\{headers?[.\\[:]'?CamelInbox(EventType|System|Domain)'?]?}\\s*==\\s*(['\"])(.*?)\\2");
  private static final String LIST = "A type may be newer than the catalogue; 'events' lists it";

  private final Catalogue catalogue;
  private final Placeholders placeholders;
  private final CallGraph calls;
  private final Findings findings;
  private final Findings doubts;

  /**
   * @param findings gets the errors
   * @param doubts gets the warnings
   */
  PatternCheck(
      Catalogue catalogue,
      Placeholders placeholders,
      CallGraph calls,
      Findings findings,
      Findings doubts) {
    this.catalogue = catalogue;
    this.placeholders = placeholders;
    this.calls = calls;
    this.findings = findings;
    this.doubts = doubts;
  }

  /** Does not ask the catalogue. */
  void check(Uses.Expression use) {
    String text = text(use);
    if (text == null || !use.language().equals("event")) {
      return;
    }
    try {
      EventPattern.parse(text);
    } catch (IllegalArgumentException e) {
      findings.add(new Finding(use.entry().place(use.text()), String.valueOf(e.getMessage())));
    }
  }

  private @Nullable String text(Uses.Expression use) {
    return use.entry().template() ? null : placeholders.resolve(Yaml.text(use.text())).text();
  }

  /** Asks the catalogue. */
  void doubt(Uses.Expression use) {
    String text = text(use);
    if (text == null) {
      return;
    }
    Place place = use.entry().place(use.text());
    List<EventEntry> possible = possible(use);
    if (use.language().equals("event")) {
      pattern(place, text, possible);
    } else if (use.language().equals("simple") && !possible.isEmpty()) {
      Matcher compared = COMPARED.matcher(text);
      while (compared.find()) {
        compared(place, compared.group(1), compared.group(3), possible);
      }
    }
  }

  /** The events that can come here; empty when they are those of a source that nobody knows. */
  private List<EventEntry> possible(Uses.Expression use) {
    Set<String> sources = calls.sources(use.entry().route());
    if (sources.isEmpty()) {
      return catalogue.entries();
    }
    Set<String> known =
        catalogue.entries().stream().map(EventEntry::source).collect(Collectors.toSet());
    return known.containsAll(sources)
        ? catalogue.entries().stream().filter(entry -> sources.contains(entry.source())).toList()
        : List.of();
  }

  private void pattern(Place place, String text, List<EventEntry> possible) {
    EventPattern pattern;
    try {
      pattern = EventPattern.parse(text);
    } catch (IllegalArgumentException e) {
      // Said by the other check.
      return;
    }
    if (possible.isEmpty() || possible.stream().anyMatch(entry -> meets(pattern, text, entry))) {
      return;
    }
    int slash = text.indexOf('/');
    String system = text.substring(0, Math.max(slash, 0));
    String type = text.substring(slash + 1);
    boolean wrongSystem = slash > 0 && !system.contains("*") && !systems(possible).contains(system);
    Set<String> sources = new TreeSet<>();
    possible.forEach(entry -> sources.add(entry.source()));
    for (String source : sources) {
      if (catalogue.find(source, slash > 0 ? system : null, type)
          instanceof Known.NewerVersion newer) {
        doubts.warning(
            place,
            "'%s' is a later version than the catalogue knows, which is %s"
                .formatted(text, newer.entry().type()),
            LIST);
        return;
      }
    }
    doubts.warning(
        place,
        "no event of %s in the catalogue matches '%s'"
            .formatted(String.join(" or ", sources), text),
        wrongSystem
            ? Suggestion.nearest(system, systems(possible))
                .map(near -> "Did you mean " + near + "/" + type + "?")
                .orElse(LIST)
            : Suggestion.or(type, types(possible), LIST));
  }

  /** Whether one event can be meant by both, when each may stand for several. */
  private static boolean meets(EventPattern pattern, String text, EventEntry entry) {
    if (!entry.isFamily()) {
      return pattern.matches(entry.system(), entry.type());
    }
    String type = text.substring(text.indexOf('/') + 1).strip();
    return pattern.matches(entry.system(), entry.type().replace("*", "x"))
        || EventPattern.parse(entry.type()).matches(entry.system(), type.replace("*", "x"));
  }

  private void compared(Place place, String header, String value, List<EventEntry> possible) {
    Function<EventEntry, String> of =
        switch (header) {
          case "System" -> EventEntry::system;
          case "Domain" -> EventEntry::domain;
          default -> EventEntry::type;
        };
    Set<String> known = new TreeSet<>(possible.stream().map(of).collect(Collectors.toSet()));
    if (known.stream()
        .noneMatch(one -> one.equals(value) || EventPattern.parse(one).matches(null, value))) {
      doubts.warning(
          place,
          "no event in the catalogue has CamelInbox%s '%s'".formatted(header, value),
          Suggestion.or(value, known, LIST));
    }
  }

  private static Set<String> systems(List<EventEntry> entries) {
    return entries.stream().map(EventEntry::system).collect(Collectors.toSet());
  }

  private static Set<String> types(List<EventEntry> entries) {
    return entries.stream().map(EventEntry::type).collect(Collectors.toSet());
  }
}
