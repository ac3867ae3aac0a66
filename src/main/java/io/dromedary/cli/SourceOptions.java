package io.dromedary.cli;

import io.dromedary.event.Suggestion;
import io.dromedary.runtime.CallbackRoutes;
import io.dromedary.runtime.CallbackRoutes.CallbackRoute;
import io.dromedary.runtime.Settings;
import io.dromedary.runtime.StartException;
import io.dromedary.secret.SecretException;
import io.dromedary.secret.Secrets;
import io.dromedary.signature.Diagnosis;
import io.dromedary.signature.SchemeSettings;
import io.dromedary.signature.Signer;
import io.dromedary.validation.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A source as a command sees it: its callback route in this folder, how it signs, and its secrets;
 * each can be said on the command line instead, secrets excepted.
 */
final class SourceOptions {
  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      completionCandidates = Candidates.Sources.class,
      description = "A source, or a scheme.")
  private String name = "";

  @Mixin private ConfigOptions where = new ConfigOptions();

  @Option(
      names = "--routes",
      paramLabel = "FOLDER",
      description = "Route files (routes; environment DROMEDARY_ROUTES).")
  private @Nullable Path routes;

  @Mixin private SchemeOptions scheme = new SchemeOptions();

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "A file with the secret, or with several, one a line.")
  private @Nullable Path secretFile;

  @Option(
      names = "--secret-key",
      paramLabel = "KEY",
      description = "The key of the secrets in configuration or environment (<source>.secret).")
  private @Nullable String secretKey;

  /**
   * What was found.
   *
   * @param route null when the folder has none for the source
   * @param secretsFrom where the secrets come from, for messages
   * @param others secrets of the other sources of the folder, by their keys
   */
  record Source(
      String name,
      Settings settings,
      @Nullable CallbackRoute route,
      SchemeSettings scheme,
      List<String> secrets,
      String secretsFrom,
      Map<String, List<String>> others) {
    /** With the first secret, as a provider has only one. */
    Signer signer() throws CommandFailure {
      try {
        return new Signer(scheme, secrets.get(0));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(
            Main.CANNOT_START,
            "cannot sign for source %s: the secret from %s %s"
                .formatted(name, secretsFrom, e.getMessage()));
      }
    }

    @Override
    public String toString() {
      return "Source " + name;
    }
  }

  /** Finds what the command line names: a source of this folder, or a scheme. */
  Source find() throws CommandFailure {
    try {
      Settings settings =
          Settings.read(
              new Settings.Options(where.config, routes, where.data, null, null, Map.of()),
              System::getenv);
      List<CallbackRoute> all = CallbackRoutes.of(settings);
      CallbackRoute route = route(all);
      String key =
          secretKey != null ? secretKey : route != null ? route.secretKey() : name + ".secret";
      return new Source(
          name,
          settings,
          route,
          scheme(route, all),
          secrets(key, settings),
          secretFile != null ? secretFile.toString() : key,
          secretFile != null ? Map.of() : others(all, key, settings));
    } catch (StartException e) {
      throw new CommandFailure(
          Main.CANNOT_START,
          e.findings().stream().map(Finding::toString).collect(Collectors.joining("\n  ")));
    } catch (SecretException e) {
      throw new CommandFailure(Main.CANNOT_START, String.valueOf(e.getMessage()));
    }
  }

  /** The first of the source; rather one whose path can be called as it is. */
  private @Nullable CallbackRoute route(List<CallbackRoute> all) {
    return all.stream()
        .filter(route -> route.source().equals(name))
        .min(Comparator.comparing(CallbackRoute::isTemplate))
        .orElse(null);
  }

  private SchemeSettings scheme(@Nullable CallbackRoute route, List<CallbackRoute> all)
      throws CommandFailure {
    Map<String, String> properties = new LinkedHashMap<>(scheme.properties());
    if (properties.isEmpty() && route != null) {
      return route.scheme();
    }
    if (!properties.containsKey("scheme")) {
      properties.put("scheme", route != null ? route.scheme().preset() : preset(all));
    }
    try {
      return SchemeSettings.of(properties);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          2, "the scheme of source " + name + " makes no sense: " + e.getMessage());
    }
  }

  private String preset(List<CallbackRoute> all) throws CommandFailure {
    if (SchemeSettings.presets().contains(name)) {
      return name;
    }
    Set<String> known =
        all.stream()
            .map(CallbackRoute::source)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    String here = known.isEmpty() ? "none" : String.join(", ", known);
    known.addAll(SchemeSettings.presets());
    throw new CommandFailure(
        2,
        "there is no callback route of source '%s' here (sources: %s), and no scheme of that name.%s Say how it signs with --scheme."
            .formatted(name, here, Suggestion.didYouMean(name, known)));
  }

  private List<String> secrets(String key, Settings settings) throws CommandFailure {
    List<String> secrets =
        secretFile != null
            ? Secrets.inFile("--secret-file", secretFile.toString())
            : settings.secrets().all(key);
    if (secrets.size() > Diagnosis.MAX_SECRETS) {
      throw new CommandFailure(
          Main.CANNOT_START,
          "source %s: %s has %d secrets, and at most %d are tried; take out those no longer in use"
              .formatted(
                  name,
                  secretFile != null ? secretFile : key,
                  secrets.size(),
                  Diagnosis.MAX_SECRETS));
    }
    if (!secrets.isEmpty()) {
      return secrets;
    }
    if (secretFile != null) {
      throw new CommandFailure(
          Main.CANNOT_START, "the file that --secret-file names, " + secretFile + ", is empty");
    }
    String typed = Terminal.secret("Secret of " + name + " (not shown): ");
    if (typed == null || typed.isBlank()) {
      throw new CommandFailure(
          Main.CANNOT_START,
          "source %s has no secret: set %s in the configuration, or %s in the environment, or name a file with --secret-file"
              .formatted(name, key, Secrets.variable(key)));
    }
    return List.of(typed);
  }

  /** Of the sources beside this one; a wrong secret is often that of a neighbour. */
  private static Map<String, List<String>> others(
      List<CallbackRoute> all, String key, Settings settings) {
    Set<String> keys = new LinkedHashSet<>();
    all.forEach(route -> keys.add(route.secretKey()));
    keys.remove(key);
    Map<String, List<String>> others = new LinkedHashMap<>();
    for (String other : keys) {
      List<String> secrets = new ArrayList<>();
      try {
        secrets.addAll(settings.secrets().all(other));
      } catch (SecretException notUsable) {
        continue;
      }
      others.put(other, secrets);
    }
    return others;
  }
}
