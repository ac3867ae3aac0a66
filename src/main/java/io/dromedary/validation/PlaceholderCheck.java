package io.dromedary.validation;

import io.dromedary.event.Suggestion;
import io.dromedary.secret.Secrets;
import io.dromedary.validation.Placeholders.Resolved;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds property placeholders that have no value, and those that name a secret. */
final class PlaceholderCheck {
  private static final Pattern KEY = Pattern.compile("\\{\\{[?!]?((?:env:|sys:)?[^{}:?!]+)");

  private static final String ENVIRONMENT = "env:";

  private final Configuration configuration;
  private final Placeholders placeholders;
  private final Findings findings;

  PlaceholderCheck(Configuration configuration, Placeholders placeholders, Findings findings) {
    this.configuration = configuration;
    this.placeholders = placeholders;
    this.findings = findings;
  }

  void check(Uses.Text use) {
    String text = Yaml.text(use.node());
    if (use.entry().template() || !text.contains("{{")) {
      return;
    }
    Place place = use.entry().place(use.node());
    Resolved resolved = placeholders.resolve(text);
    if (resolved.text() != null) {
      shown(place, text);
    } else if (resolved.missing() != null) {
      if (!use.entry().off()) {
        missing(place, resolved.missing());
      }
    } else {
      findings.error(
          place,
          "the placeholders of this text cannot be resolved: one is not closed, or stands for itself",
          "Write {{key}} or {{key:default}}");
    }
  }

  /** What has a value, although nobody should see it. */
  private void shown(Place place, String text) {
    Matcher key = KEY.matcher(text);
    while (key.find()) {
      if (isSecret(key.group(1))) {
        findings.warning(
            place,
            key.group(1) + " is a secret, and Camel gets to see its value and may print it",
            "Name the key, and let a bean read it, as passwordKey of the warehouse does");
      }
    }
  }

  private void missing(Place place, String key) {
    if (isSecret(key) && configuration.keys().containsKey(key)) {
      findings.error(
          place,
          key + " is a secret, and Camel does not get to see its value",
          "Name the key, and let a bean read it, as passwordKey of the warehouse does");
      return;
    }
    findings.error(
        place,
        "the property " + key + " has no value",
        Suggestion.or(
            key,
            configuration.visible().keySet(),
            "Set it in %s or as the environment variable %s, or write a default: {{%s:...}}"
                .formatted(configuration.file(), Secrets.variable(key), key)));
  }

  private static boolean isSecret(String key) {
    String name = key.strip();
    // Camel takes the environment for a key that no property has, too.
    boolean variable = name.startsWith(ENVIRONMENT) || name.matches("[A-Z0-9_]+");
    return Secrets.isSecret(
        variable
            ? name.substring(name.indexOf(':') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", ".")
            : name);
  }
}
