package io.dromedary.validation;

import io.dromedary.validation.RouteFile.Bean;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All checks of the route files of a folder, together with their configuration. What could stop a
 * start is looked at first; what can only be doubted, because no known event is meant by it, takes
 * the whole catalogue of events, and can be asked for when callbacks are taken already.
 */
public final class RouteValidation {
  private static final Pattern LAZY =
      Pattern.compile("camel\\.component\\.(.+)\\.lazy-?[sS]tart-?[pP]roducer");
  private static final String KAMELETS = "camel.component.kamelet.location";
  private static final Pattern BEAN = Pattern.compile("camel\\.beans\\.([^.\\[]+).*");

  private final Findings findings = new Findings();
  private final Findings doubts = new Findings();
  private final Uses uses = new Uses();
  private @Nullable PatternCheck patterns;
  private List<Path> leftOut = List.of();

  private RouteValidation(RouteFiles read, Configuration configuration) {
    read.findings().forEach(findings::add);
    Guard guard = new Guard(findings);
    guard.require("route files", () -> check(read, configuration, guard));
  }

  /** All that is wrong, in the order of files and lines. */
  public static List<Finding> check(RouteFiles read, Configuration configuration) {
    RouteValidation validation = beforeStart(read, configuration);
    Findings all = new Findings();
    validation.findings().forEach(all::add);
    validation.doubts().forEach(all::add);
    return all.sorted();
  }

  /** Loads what the checks are made of, so that they end sooner. Looks at no route. */
  public static void load(Configuration configuration) {
    new Placeholders(configuration).included("'a' == 'a'");
  }

  /** Makes the checks that find every error. */
  public static RouteValidation beforeStart(RouteFiles read, Configuration configuration) {
    return new RouteValidation(read, configuration);
  }

  /**
   * Files of targets that are off, and of which this jar has not the classes: one does without
   * them.
   */
  public static List<Path> leftOut(List<RouteFile> files, Configuration configuration) {
    return new OffFiles(new Placeholders(configuration)).without(files);
  }

  /** What they found, in the order of files and lines: every error, and warnings. */
  public List<Finding> findings() {
    return findings.sorted();
  }

  /**
   * Files of targets that are off, and of which this jar has not the classes: a start does without
   * them.
   */
  public List<Path> leftOut() {
    return leftOut;
  }

  /** What no known event is meant by: warnings. Reads the catalogue of events. */
  public List<Finding> doubts() {
    PatternCheck check = patterns;
    if (check != null) {
      new Guard(doubts).each("event patterns", uses.expressions, check::doubt);
    }
    return doubts.sorted();
  }

  private void check(RouteFiles read, Configuration configuration, Guard guard) {
    List<RouteFile> files = read.files();
    Components components = new Components();
    Placeholders placeholders = new Placeholders(configuration);
    CallGraph calls = new CallGraph(files);
    leftOut = new OffFiles(placeholders).without(files);
    Set<String> beans = beans(files, configuration);

    guard.require("routes", () -> RouteChecks.check(files, findings));
    guard.run(
        "steps",
        () -> DslCheck.check(files, DslSchema.load(), components, placeholders, findings, uses));
    PlaceholderCheck texts = new PlaceholderCheck(configuration, placeholders, findings);
    guard.each("placeholders", uses.texts, texts::check);
    Set<String> lazy = lazyComponents(configuration);
    EndpointCheck endpoints = new EndpointCheck(components, placeholders, beans, lazy, findings);
    guard.each("endpoints", uses.endpoints, endpoints::check);
    if (read.useKamelets()) {
      KameletCheck kamelets =
          new KameletCheck(
              kamelets(read, configuration),
              components,
              placeholders,
              configuration,
              lazy,
              findings);
      guard.each("Kamelets", uses.endpoints, kamelets::check);
    }
    BeanCheck named = new BeanCheck(placeholders, beans, findings);
    for (RouteFile file : files) {
      guard.each("beans", file.beans(), bean -> named.check(file, bean));
    }
    guard.each("beans", uses.beans, named::check);
    guard.each("beans", uses.endpoints, named::check);
    PatternCheck events =
        new PatternCheck(configuration.catalogue(), placeholders, calls, findings, doubts);
    guard.each("event patterns", uses.expressions, events::check);
    patterns = events;
    guard.require(
        "what may reach jdbc: as SQL", () -> SqlCheck.check(files, placeholders, calls, findings));
    guard.run("targets", () -> TargetRouteCheck.check(files, findings));
    guard.run(
        "the configuration",
        () -> new ConfigurationCheck(configuration, components, findings).check(files, uses));
  }

  /** Those that Camel is going to find. */
  private static Kamelets kamelets(RouteFiles read, Configuration configuration) {
    String set = configuration.visible().get(KAMELETS);
    return set == null ? read.kamelets() : Kamelets.at(set);
  }

  private static Set<String> beans(List<RouteFile> files, Configuration configuration) {
    Set<String> names = new TreeSet<>(configuration.beans());
    files.forEach(file -> file.beans().stream().map(Bean::name).forEach(names::add));
    for (String key : configuration.visible().keySet()) {
      Matcher bean = BEAN.matcher(key);
      if (bean.matches()) {
        names.add(bean.group(1));
      }
    }
    return names;
  }

  private static Set<String> lazyComponents(Configuration configuration) {
    Set<String> lazy = new TreeSet<>();
    configuration
        .visible()
        .forEach(
            (key, value) -> {
              Matcher matcher = LAZY.matcher(key);
              if (matcher.matches() && value.equals("true")) {
                lazy.add(matcher.group(1));
              }
            });
    return lazy;
  }
}
