package io.dromedary.validation;

import io.dromedary.validation.RouteFile.Bean;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All checks of the route files of a folder, together with their configuration. */
public final class RouteValidation {
  private static final Pattern LAZY =
      Pattern.compile("camel\\.component\\.(.+)\\.lazy-?[sS]tart-?[pP]roducer");
  private static final Pattern BEAN = Pattern.compile("camel\\.beans\\.([^.\\[]+).*");

  private RouteValidation() {}

  /** What is wrong, in the order of files and lines. */
  public static List<Finding> check(RouteFiles read, Configuration configuration) {
    Findings findings = new Findings();
    read.findings().forEach(findings::add);
    List<RouteFile> files = read.files();
    Components components = new Components();
    Placeholders placeholders = new Placeholders(configuration);
    CallGraph calls = new CallGraph(files);
    Set<String> beans = beans(files, configuration);

    RouteChecks.check(files, findings);
    Uses uses = DslCheck.check(files, DslSchema.load(), components, placeholders, findings);
    PlaceholderCheck texts = new PlaceholderCheck(configuration, placeholders, findings);
    uses.texts.forEach(texts::check);
    EndpointCheck endpoints =
        new EndpointCheck(components, placeholders, beans, lazyComponents(configuration), findings);
    uses.endpoints.forEach(endpoints::check);
    BeanCheck named = new BeanCheck(placeholders, beans, findings);
    files.forEach(file -> file.beans().forEach(bean -> named.check(file, bean)));
    uses.beans.forEach(named::check);
    uses.endpoints.forEach(named::check);
    PatternCheck patterns =
        new PatternCheck(configuration.catalogue(), placeholders, calls, findings);
    uses.expressions.forEach(patterns::check);
    SqlCheck.check(files, placeholders, calls, findings);
    TargetRouteCheck.check(files, findings);
    new ConfigurationCheck(configuration, components, findings).check(files, uses);
    return findings.sorted();
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
