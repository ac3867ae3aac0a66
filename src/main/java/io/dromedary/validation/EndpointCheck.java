package io.dromedary.validation;

import static io.dromedary.validation.Yaml.entries;
import static io.dromedary.validation.Yaml.text;

import io.dromedary.event.Suggestion;
import io.dromedary.validation.Placeholders.Resolved;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Finds endpoints whose component does not exist, and options that do not, or have a value that
 * cannot be, by Camel's own description of the component.
 */
final class EndpointCheck {
  private final Components components;
  private final Placeholders placeholders;
  private final Set<String> beans;
  private final Set<String> lazyComponents;
  private final Findings findings;
  private final OwnEndpoints own;

  /**
   * @param beans the names of all beans: one that is a component serves its scheme
   * @param lazyComponents the schemes whose producers are started lazily by configuration
   */
  EndpointCheck(
      Components components,
      Placeholders placeholders,
      Set<String> beans,
      Set<String> lazyComponents,
      Findings findings) {
    this.components = components;
    this.placeholders = placeholders;
    this.beans = beans;
    this.lazyComponents = lazyComponents;
    this.findings = findings;
    this.own = new OwnEndpoints(placeholders.context(), beans);
  }

  /** An endpoint with its placeholders resolved, as far as they could be. */
  private record Known(Uses.Endpoint use, String scheme, String uri, Map<String, Option> options) {
    Place place() {
      return use.entry().place(use.uri());
    }

    Place placeOf(String option) {
      Option exact = options.get(option);
      return exact == null ? place() : exact.place();
    }

    String written(String option) {
      Option exact = options.get(option);
      return exact == null ? "" : exact.written();
    }
  }

  /** An option as it is written below {@code parameters}. */
  private record Option(String written, @Nullable String value, Place place) {}

  void check(Uses.Endpoint use) {
    if (use.entry().template()) {
      return;
    }
    Place place = use.entry().place(use.uri());
    Resolved resolved = placeholders.resolve(text(use.uri()));
    String uri = resolved.text();
    if (uri == null) {
      return;
    }
    boolean dynamic = uri.contains("${");
    int colon = uri.indexOf(':');
    String scheme = colon < 0 ? uri.replaceFirst("\\?.*", "") : uri.substring(0, colon);
    if (scheme.contains("${")) {
      return;
    }
    if (uri.isBlank()) {
      if (!use.entry().off()) {
        findings.error(place, use.eip() + " names no endpoint", "Write its uri");
      }
      return;
    }
    if (dynamic && !use.eip().equals("toD") && !use.eip().equals("wireTap")) {
      findings.error(
          place,
          "'%s' takes its uri as it is written, ${...} included".formatted(use.eip()),
          "Write toD in its place");
      return;
    }
    if (!components.isComponent(scheme)) {
      Part part = Part.missingBehindScheme(scheme);
      if (part == null) {
        unknown(place, scheme, colon < 0);
      } else if (!use.entry().off()) {
        findings.error(
            place, "%s: needs %s, which is not here".formatted(scheme, part.title()), part.mend());
      }
      return;
    }
    if (uri.startsWith(Kamelets.SCHEME) && uri.length() > Kamelets.SCHEME.length()) {
      // Its options are those of the Kamelet, which has a check of its own.
      return;
    }
    ComponentModel model = components.componentModel(scheme);
    if (uri.substring(colon + 1).matches("/*(\\?.*)?")) {
      findings.error(
          place,
          "%s: names nothing".formatted(scheme),
          model == null ? "Write what" : "Its uri is like " + model.getSyntax());
      return;
    }
    if (model != null) {
      Known known = new Known(use, scheme, uri, options(use));
      if (!dynamic) {
        options(known, model);
      }
      lazy(known, model);
    }
  }

  private void unknown(Place place, String scheme, boolean bare) {
    if (beans.contains(scheme)) {
      return;
    }
    findings.error(
        place,
        bare
            ? "'%s' is no endpoint: it begins with the name of no component".formatted(scheme)
            : "there is no component '%s' on the class path".formatted(scheme),
        Suggestion.or(
            scheme,
            components.schemes(),
            bare
                ? "Write one like direct:" + scheme
                : "Put the jar that has it (camel-%s, as a rule), and those that it needs, into lib/ beside dromedary.jar"
                    .formatted(scheme)));
  }

  private Map<String, Option> options(Uses.Endpoint use) {
    Map<String, Option> options = new LinkedHashMap<>();
    for (NodeTuple entry : entries(use.parameters())) {
      String written = text(entry.getValueNode());
      options.put(
          text(entry.getKeyNode()),
          new Option(
              written,
              placeholders.resolve(written).text(),
              use.entry().place(entry.getKeyNode())));
    }
    return options;
  }

  private void options(Known known, ComponentModel model) {
    EndpointValidationResult result = validate(known);
    if (result.getSyntaxError() != null) {
      findings.error(
          known.place(),
          "the uri of this endpoint cannot be read: it begins with " + known.scheme() + ":",
          "Write what must not stand in a URI as %20 and the like");
      return;
    }
    each(result.getUnknown(), name -> unknownOption(known, model, name));
    each(
        result.getLenient(),
        name ->
            Suggestion.nearest(name, names(model))
                .ifPresent(
                    near ->
                        findings.warning(
                            known.placeOf(name),
                            "%s has no option '%s', and would send it on"
                                .formatted(known.scheme(), name),
                            "Did you mean " + near + "?")));
    each(
        result.getRequired(),
        name ->
            findings.error(
                known.place(),
                "%s: needs '%s'".formatted(known.scheme(), name),
                "Its uri is like " + model.getSyntax()));
    each(
        result.getNotConsumerOnly(),
        name ->
            findings.error(
                known.placeOf(name),
                "'%s' of %s: means nothing where a route starts".formatted(name, known.scheme()),
                "Remove it here; it belongs to a step 'to'"));
    each(
        result.getNotProducerOnly(),
        name ->
            findings.error(
                known.placeOf(name),
                "'%s' of %s: means nothing in a step".formatted(name, known.scheme()),
                "Remove it here; it belongs where a route starts"));
    each(
        result.getDeprecated(),
        name ->
            findings.warning(
                known.placeOf(name),
                "'%s' of %s: is deprecated".formatted(name, known.scheme()),
                "Camel's documentation says what stands in its place"));
    values(known, model, result);
    secrets(known, model);
    if (result.isSuccess() && isComplete(known) && own.knows(known.scheme())) {
      OwnEndpoints.Refusal refusal =
          own.refusal(withOptions(known), known.use().eip().equals("from"));
      if (refusal != null) {
        String option = refusal.option();
        findings.error(
            option == null ? known.place() : known.placeOf(option),
            refusal.reason(),
            refusal.mend());
      }
    }
  }

  /** Whether each option has a value now; beans are made later, and looked at by BeanCheck. */
  private boolean isComplete(Known known) {
    return known.options().values().stream()
        .map(Option::value)
        .allMatch(value -> value != null && !BeanCheck.isReference(value));
  }

  private EndpointValidationResult validate(Known known) {
    String uri = withOptions(known);
    try {
      return components.validateEndpointProperties(
          uri,
          false,
          known.use().eip().equals("from"),
          Set.of("to", "toD", "wireTap").contains(known.use().eip()));
    } catch (IllegalArgumentException e) {
      // A % that encodes nothing; its message shows what a placeholder stands for.
      EndpointValidationResult unreadable = new EndpointValidationResult(known.scheme());
      unreadable.addSyntaxError("not encoded");
      return unreadable;
    }
  }

  private void secrets(Known known, ComponentModel model) {
    for (BaseOptionModel option : model.getEndpointOptions()) {
      Option given = known.options().get(option.getName());
      if (given != null && option.isSecret() && !given.written().matches("(#|.*\\{\\{).*")) {
        findings.warning(
            given.place(),
            "'%s' of %s: is a secret, and stands in the route file for everybody to read"
                .formatted(option.getName(), known.scheme()),
            "Let a bean read it by its key, as passwordKey of the warehouse does");
      }
    }
  }

  private void unknownOption(Known known, ComponentModel model, String name) {
    findings.error(
        known.placeOf(name),
        "%s: has no option '%s'".formatted(known.scheme(), name),
        Suggestion.or(
            name,
            names(model),
            "Camel's documentation of the component lists them; headers are set by setHeader"));
  }

  private void values(Known known, ComponentModel model, EndpointValidationResult result) {
    wrong(known, model, result.getInvalidBoolean(), "true or false");
    wrong(known, model, result.getInvalidInteger(), "a whole number");
    wrong(known, model, result.getInvalidNumber(), "a number");
    wrong(known, model, result.getInvalidReference(), "'#' and the name of a bean");
    if (result.getInvalidEnum() != null) {
      result
          .getInvalidEnum()
          .forEach(
              (name, value) ->
                  findings.error(
                      known.placeOf(name),
                      is(known, model, name),
                      Suggestion.or(
                          value,
                          result.getEnumChoices(name),
                          "Write one of " + String.join(", ", result.getEnumChoices(name)))));
    }
    // Camel's own check of durations knows no ms and no days.
    for (BaseOptionModel option : model.getEndpointOptions()) {
      Option given = known.options().get(option.getName());
      if (given != null
          && given.value() != null
          && "duration".equals(option.getType())
          && !given.value().startsWith("#")
          && !given.value().contains("${")
          && !Durations.isValid(given.value())) {
        findings.error(
            given.place(),
            is(known, model, option.getName()),
            "Write a duration such as 500, 30s or 1h30m");
      }
    }
  }

  private void wrong(
      Known known, ComponentModel model, @Nullable Map<String, String> values, String expected) {
    if (values == null) {
      return;
    }
    values.forEach(
        (name, value) -> {
          if (!value.contains("${") && !isLong(model, name, value)) {
            findings.error(known.placeOf(name), is(known, model, name), "Write " + expected);
          }
        });
  }

  /** Camel's own check takes no whole number beyond two thousand million. */
  private static boolean isLong(ComponentModel model, String option, String value) {
    return value.matches("-?\\d{1,18}")
        && model.getEndpointOptions().stream()
            .filter(o -> o.getName().equals(option))
            .anyMatch(o -> o.getJavaType().endsWith("ong"));
  }

  /** As it is written: what a placeholder stands for may not be for everybody's eyes. */
  private static String is(Known known, ComponentModel model, String option) {
    String written = known.written(option);
    boolean secret =
        model.getEndpointOptions().stream()
            .anyMatch(o -> o.getName().equals(option) && o.isSecret());
    return "'%s' of %s: %s"
        .formatted(
            option,
            known.scheme(),
            secret || written.isEmpty() ? "has a wrong value" : "is '" + written + "'");
  }

  private static Set<String> names(ComponentModel model) {
    Set<String> names = new java.util.TreeSet<>();
    model.getEndpointParameterOptions().forEach(option -> names.add(option.getName()));
    return names;
  }

  private static void each(
      @Nullable Set<String> names, java.util.function.Consumer<String> finding) {
    if (names != null) {
      names.forEach(finding);
    }
  }

  private static String withOptions(Known known) {
    StringBuilder uri = new StringBuilder(known.uri());
    char separator = known.uri().indexOf('?') < 0 ? '?' : '&';
    for (Map.Entry<String, Option> option : known.options().entrySet()) {
      // One without a value is reported where the value is missing.
      String value = option.getValue().value();
      uri.append(separator)
          .append(URLEncoder.encode(option.getKey(), StandardCharsets.UTF_8))
          .append('=')
          .append(
              value == null
                  ? "{{unknown}}"
                  : value.startsWith("RAW(")
                      ? value
                      : URLEncoder.encode(value, StandardCharsets.UTF_8));
      separator = '&';
    }
    return uri.toString();
  }

  /** What connects at the start would let a host that is down prevent it. */
  private void lazy(Known known, ComponentModel model) {
    boolean lazy =
        known.uri().contains("lazyStartProducer=true")
            || "true".equals(known.written("lazyStartProducer"))
            || lazyComponents.contains(known.scheme());
    if (known.use().entry().isTarget()
        && !known.use().eip().equals("from")
        && model.isRemote()
        && !lazy) {
      findings.warning(
          known.place(),
          "%s: connects at the start, so a host that is down prevents it".formatted(known.scheme()),
          "Write 'lazyStartProducer: true' below its parameters");
    }
  }
}
