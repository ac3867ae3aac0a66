package io.dromedary.runtime;

import io.dromedary.callback.HttpLimits;
import io.dromedary.callback.TlsKeystore;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.CatalogueException;
import io.dromedary.catalogue.Mistake;
import io.dromedary.event.Suggestion;
import io.dromedary.secret.CurrentSecrets;
import io.dromedary.secret.Secrets;
import io.dromedary.store.PostgresAddress;
import io.dromedary.store.PostgresStore;
import io.dromedary.store.RetentionRules;
import io.dromedary.validation.Configuration;
import io.dromedary.validation.Finding;
import io.dromedary.validation.Kamelets;
import io.dromedary.validation.Part;
import io.dromedary.validation.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the standalone runtime is set up: from the command line, else the environment, else the
 * configuration file, else a default. Immutable.
 *
 * @param routes the folder of the route files
 * @param data the folder of the store
 * @param listen the port for callbacks; 0 for any free one
 * @param managementListen the port for health and metrics; 0 for any free one
 * @param keystore of the server, null for plain HTTP
 * @param maxEvents how many events may wait to be routed
 * @param answerDeadline by which a callback is answered
 * @param minFreeSpace bytes that stay free on the disk of {@code data}
 * @param sharedStore the database that several nodes share; null: the store is a file in {@code
 *     data}
 * @param retention what is kept how long
 * @param catalogue the event types that are known, a user's own among them
 * @param reload from one look at the route files to the next; null: they are read at the start only
 * @param camel what Camel may know: everything but secrets
 * @param configuration what route files may refer to
 * @param origin where all of it comes from
 */
public record Settings(
    Path routes,
    Path data,
    String host,
    int listen,
    String managementHost,
    int managementListen,
    HttpLimits limits,
    @Nullable TlsKeystore keystore,
    long maxEvents,
    Duration answerDeadline,
    long minFreeSpace,
    @Nullable SharedStore sharedStore,
    RetentionRules retention,
    Catalogue catalogue,
    @Nullable Duration reload,
    Map<String, String> camel,
    Secrets secrets,
    Configuration configuration,
    Origin origin) {

  /** The default of {@link Options#config}. */
  public static final Path DEFAULT_CONFIG = Path.of("config", "application.properties");

  /** The default of {@code dromedary.routes}. */
  public static final Path DEFAULT_ROUTES = Path.of("routes");

  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
  private static final Pattern PASSWORD_IN_URL =
      Pattern.compile("[?&](ssl)?password=|//[^/@]*:[^/@]*@", Pattern.CASE_INSENSITIVE);
  private static final String TARGET = "dromedary.target.";
  private static final Set<String> KEYS =
      Set.of(
          "dromedary.routes",
          "dromedary.data",
          "dromedary.catalogue",
          "dromedary.reload",
          "dromedary.host",
          "dromedary.listen",
          "dromedary.management.host",
          "dromedary.management.listen",
          "dromedary.http.maxBodySize",
          "dromedary.http.maxHeaderSize",
          "dromedary.http.headerTimeout",
          "dromedary.http.bodyTimeout",
          "dromedary.http.keepAliveTimeout",
          "dromedary.http.maxConnections",
          "dromedary.http.maxBytesInFlight",
          "dromedary.http.keystore",
          "dromedary.http.keystore.password",
          "dromedary.inbox.maxEvents",
          "dromedary.inbox.answerDeadline",
          "dromedary.store.minFreeSpace",
          "dromedary.store.url",
          "dromedary.store.user",
          "dromedary.store.password",
          "dromedary.store.lease",
          "dromedary.retention.events.age",
          "dromedary.retention.events.rows",
          "dromedary.retention.attempts.age",
          "dromedary.retention.attempts.rows",
          "dromedary.retention.deadLetters.age");

  /**
   * A database that several nodes share as their store. Its password is a secret.
   *
   * @param user null: as the URL or the driver says
   * @param lease how long the claims of a node outlast its last sign of life
   */
  public record SharedStore(String url, @Nullable String user, Duration lease) {}

  /**
   * What the command line says; null where it says nothing.
   *
   * @param config the configuration file
   * @param properties further keys and their values; no secrets
   */
  public record Options(
      @Nullable Path config,
      @Nullable Path routes,
      @Nullable Path data,
      @Nullable Integer listen,
      @Nullable Integer managementListen,
      Map<String, String> properties) {
    /** A command line without options. */
    public static final Options NONE = new Options(null, null, null, null, null, Map.of());

    private Map<String, String> asProperties() {
      Map<String, String> given = new TreeMap<>(properties);
      put(given, "dromedary.routes", routes);
      put(given, "dromedary.data", data);
      put(given, "dromedary.listen", listen);
      put(given, "dromedary.management.listen", managementListen);
      return given;
    }

    private static void put(Map<String, String> into, String key, @Nullable Object value) {
      if (value != null) {
        into.put(key, value.toString());
      }
    }
  }

  /**
   * Reads all settings and reports all problems at once.
   *
   * @param environment looks up an environment variable
   * @throws StartException that names each key that is unknown or has a value that makes no sense,
   *     with its file and line
   */
  public static Settings read(Options options, UnaryOperator<@Nullable String> environment)
      throws StartException {
    return new Reader(file(options, environment), options, environment).read();
  }

  /**
   * Where settings come from.
   *
   * @param values of the configuration file, secrets included: never shown
   * @param environment looks up an environment variable
   */
  record Origin(
      Options options, UnaryOperator<@Nullable String> environment, Map<String, String> values) {
    /** Without the values. */
    @Override
    public String toString() {
      return "Origin";
    }
  }

  /** Reads all settings again from where these came from; throws as {@link #read} does. */
  Settings again() throws StartException {
    return read(origin.options, origin.environment);
  }

  /** The keys, secrets apart, that have another value in other settings. */
  Set<String> differences(Settings other) {
    Set<String> keys = new TreeSet<>(camel.keySet());
    keys.addAll(other.camel.keySet());
    keys.removeIf(key -> Objects.equals(camel.get(key), other.camel.get(key)));
    return keys;
  }

  /** The secrets of these settings, which can be changed while the process runs. */
  CurrentSecrets currentSecrets() {
    return new CurrentSecrets(origin.values, origin.environment);
  }

  private static ConfigurationFile file(
      Options options, UnaryOperator<@Nullable String> environment) throws StartException {
    Path config = configOf(options, environment);
    boolean named = options.config() != null || environment.apply("DROMEDARY_CONFIG") != null;
    return named || Files.exists(config)
        ? ConfigurationFile.read(config)
        : ConfigurationFile.absent(config);
  }

  private static Path configOf(Options options, UnaryOperator<@Nullable String> environment) {
    if (options.config() != null) {
      return options.config();
    }
    String fromEnvironment = environment.apply("DROMEDARY_CONFIG");
    return fromEnvironment != null ? Path.of(fromEnvironment) : DEFAULT_CONFIG;
  }

  /**
   * What can be known of settings that are perhaps wrong.
   *
   * @param routes the folder of the route files
   * @param findings what is wrong with them
   */
  public record Examined(Path routes, Configuration configuration, List<Finding> findings) {}

  /** Reads as much as there is, and says what is wrong with it. */
  public static Examined examine(Options options, UnaryOperator<@Nullable String> environment) {
    try {
      Settings settings = read(options, environment);
      return new Examined(settings.routes, settings.configuration, List.of());
    } catch (StartException e) {
      ConfigurationFile file;
      try {
        file = file(options, environment);
      } catch (StartException unreadable) {
        file = ConfigurationFile.absent(configOf(options, environment));
      }
      Reader reader = new Reader(file, options, environment);
      Path routes = reader.routes();
      return new Examined(
          routes, reader.configuration(reader.data(), routes, reader.catalogue()), e.findings());
    }
  }

  /** All keys outside {@code dromedary.target} that a configuration can have, sources apart. */
  static Set<String> keys() {
    return KEYS;
  }

  /** The file of the store. */
  public Path storeFile() {
    return data.resolve("dromedary.db");
  }

  private static final class Reader {
    private final ConfigurationFile file;
    private final Options options;
    private final Map<String, String> commandLine;
    private final UnaryOperator<@Nullable String> environment;
    private final List<Finding> findings = new ArrayList<>();

    Reader(ConfigurationFile file, Options options, UnaryOperator<@Nullable String> environment) {
      this.file = file;
      this.options = options;
      this.commandLine = options.asProperties();
      this.environment = environment;
    }

    Settings read() throws StartException {
      findUnknownKeys();
      Path data = data();
      Path routes = routes();
      String host = text("dromedary.host", "0.0.0.0");
      int listen = port("dromedary.listen", 8080);
      String managementHost = text("dromedary.management.host", "127.0.0.1");
      int managementListen = port("dromedary.management.listen", 9876);
      if (listen != 0 && listen == managementListen) {
        findings.add(
            Finding.error(
                file.placeOf("dromedary.management.listen"),
                "dromedary.listen and dromedary.management.listen are both " + listen,
                "Callbacks and management need a port each"));
      }
      HttpLimits limits = limits();
      long maxEvents = number("dromedary.inbox.maxEvents", 1_000_000, n -> n > 0, "more than 0");
      Duration deadline = duration("dromedary.inbox.answerDeadline", Duration.ofSeconds(3));
      long free = number("dromedary.store.minFreeSpace", 256L << 20, n -> n >= 0, "0 or more");
      SharedStore sharedStore = sharedStore();
      RetentionRules retention = retention();
      Catalogue catalogue = catalogue();
      Duration reload =
          "off".equals(value("dromedary.reload"))
              ? null
              : duration("dromedary.reload", Duration.ofMillis(500));
      if (!findings.isEmpty()) {
        throw new StartException(findings, null);
      }
      Secrets secrets = Secrets.of(file.values(), environment);
      return new Settings(
          routes,
          data,
          host,
          listen,
          managementHost,
          managementListen,
          limits,
          keystore(secrets),
          maxEvents,
          deadline,
          free,
          sharedStore,
          retention,
          catalogue,
          reload,
          camel(data, routes),
          secrets,
          configuration(data, routes, catalogue),
          new Origin(options, environment, file.values()));
    }

    Path data() {
      return Path.of(text("dromedary.data", "data"));
    }

    Path routes() {
      return Path.of(text("dromedary.routes", DEFAULT_ROUTES.toString()));
    }

    Configuration configuration(Path data, Path routes, Catalogue catalogue) {
      Map<String, Place> keys = new TreeMap<>();
      file.values().keySet().forEach(key -> keys.put(key, file.placeOf(key)));
      return new Configuration(
          file.path(),
          keys,
          camel(data, routes),
          Secrets.of(file.values(), environment),
          catalogue,
          Dromedary.BEANS);
    }

    private @Nullable SharedStore sharedStore() {
      Duration lease = duration("dromedary.store.lease", Duration.ofSeconds(60));
      if (lease.compareTo(PostgresStore.MIN_LEASE) < 0) {
        find(
            "dromedary.store.lease",
            String.valueOf(value("dromedary.store.lease")),
            PostgresStore.MIN_LEASE.toSeconds() + "s or more");
      }
      String key = "dromedary.store.url";
      String url = value(key);
      if (url == null) {
        return null;
      }
      if (PASSWORD_IN_URL.matcher(url).find()) {
        // The value is not repeated: a secret is in it.
        findings.add(
            Finding.error(
                file.placeOf(key),
                key + " has a password in it",
                "Put that into dromedary.store.password or the environment variable "
                    + variable("dromedary.store.password")));
      } else if (!url.startsWith(PostgresAddress.SCHEME)) {
        find(key, url, "empty, or like jdbc:postgresql://host/database");
      } else if (Part.POSTGRESQL.isMissing()) {
        findings.add(
            Finding.error(
                file.placeOf(key),
                key + " names PostgreSQL, whose driver is not here",
                Part.POSTGRESQL.mend()));
      }
      return new SharedStore(url, value("dromedary.store.user"), lease);
    }

    Catalogue catalogue() {
      String given = value("dromedary.catalogue");
      Path entries = given == null ? file.path().resolveSibling("events.yaml") : Path.of(given);
      if (given == null && !Files.exists(entries)) {
        return Catalogue.shipped();
      }
      try {
        return Catalogue.read(entries);
      } catch (CatalogueException e) {
        for (Mistake mistake : e.mistakes()) {
          Place place = new Place(entries, mistake.line(), mistake.column());
          findings.add(new Finding(place, mistake.message()));
        }
        return Catalogue.shipped();
      }
    }

    private RetentionRules retention() {
      RetentionRules defaults = RetentionRules.DEFAULTS;
      RetentionRules rules =
          new RetentionRules(
              duration("dromedary.retention.events.age", defaults.eventsAge()),
              rows("dromedary.retention.events.rows", defaults.eventsRows()),
              duration("dromedary.retention.attempts.age", defaults.attemptsAge()),
              rows("dromedary.retention.attempts.rows", defaults.attemptsRows()),
              duration("dromedary.retention.deadLetters.age", defaults.deadLettersAge()));
      if (rules.deadLettersAge().compareTo(rules.eventsAge()) < 0) {
        String key = "dromedary.retention.deadLetters.age";
        findings.add(
            Finding.error(
                file.placeOf(key),
                key
                    + " is shorter than dromedary.retention.events.age: what was given up would go"
                    + " before what was delivered",
                "Make it as long at least"));
      }
      return rules;
    }

    private long rows(String key, long defaultValue) {
      return number(key, defaultValue, n -> n >= 0, "0 (no bound) or more");
    }

    private HttpLimits limits() {
      HttpLimits defaults = HttpLimits.defaults();
      int before = findings.size();
      int body = size("dromedary.http.maxBodySize", defaults.maxBodySize());
      int header = size("dromedary.http.maxHeaderSize", defaults.maxHeaderSize());
      Duration headerTimeout = duration("dromedary.http.headerTimeout", defaults.headerTimeout());
      Duration bodyTimeout = duration("dromedary.http.bodyTimeout", defaults.bodyTimeout());
      Duration keepAlive = duration("dromedary.http.keepAliveTimeout", defaults.keepAliveTimeout());
      int connections = size("dromedary.http.maxConnections", defaults.maxConnections());
      long inFlight =
          number(
              "dromedary.http.maxBytesInFlight",
              Math.max(defaults.maxBytesInFlight(), body),
              n -> n >= body,
              "dromedary.http.maxBodySize or more");
      return findings.size() > before
          ? defaults
          : new HttpLimits(
              body,
              header,
              headerTimeout,
              bodyTimeout,
              connections,
              inFlight,
              keepAlive,
              defaults.drainTimeout());
    }

    private @Nullable TlsKeystore keystore(Secrets secrets) throws StartException {
      String keystore = value("dromedary.http.keystore");
      if (keystore == null) {
        return null;
      }
      String key = "dromedary.http.keystore.password";
      if (secrets.one(key) == null) {
        throw new StartException(
            List.of(
                Finding.error(
                    file.placeOf("dromedary.http.keystore"),
                    key + " is not set, so the keystore cannot be opened",
                    "Set it here or in the environment variable " + variable(key))),
            null);
      }
      return new TlsKeystore(
          Path.of(keystore),
          () -> {
            String password = secrets.one(key);
            return password == null ? new char[0] : password.toCharArray();
          });
    }

    /** Everything that is not a secret; Camel logs what it binds. */
    private Map<String, String> camel(Path data, Path routes) {
      Map<String, String> visible = new TreeMap<>();
      file.values()
          .forEach(
              (key, value) -> {
                if (!Secrets.isSecret(key)) {
                  String overriding = environment.apply(variable(key));
                  visible.put(key, overriding == null || overriding.isBlank() ? value : overriding);
                }
              });
      visible.putAll(commandLine);
      visible.put("dromedary.data", data.toString());
      visible.put("dromedary.routes", routes.toString());
      if (Kamelets.isBeside(routes)) {
        // Only then: a key of a component has Camel load that component at the start.
        visible.putIfAbsent("camel.component.kamelet.location", Kamelets.location(routes));
      }
      return visible;
    }

    private void findUnknownKeys() {
      for (String key : file.values().keySet()) {
        if (key.startsWith("dromedary.") && !key.startsWith(TARGET) && !KEYS.contains(key)) {
          findings.add(
              Finding.error(
                  file.placeOf(key),
                  key + " is not a key of Dromedary",
                  Suggestion.or(
                      key, KEYS, "config/application.properties, as init writes it, lists them")));
        }
      }
    }

    private @Nullable String value(String key) {
      String given = commandLine.get(key);
      if (given == null) {
        given = environment.apply(variable(key));
      }
      if (given == null || given.isBlank()) {
        given = file.values().get(key);
      }
      return given == null || given.isBlank() ? null : given.strip();
    }

    private String text(String key, String defaultValue) {
      String given = value(key);
      return given == null ? defaultValue : given;
    }

    private int port(String key, int defaultValue) {
      return (int) number(key, defaultValue, n -> n >= 0 && n <= 65535, "from 0 to 65535");
    }

    private int size(String key, int defaultValue) {
      return (int)
          number(key, defaultValue, n -> n > 0 && n <= Integer.MAX_VALUE, "from 1 to 2147483647");
    }

    private long number(String key, long defaultValue, LongPredicate allowed, String expected) {
      String given = value(key);
      if (given == null) {
        return defaultValue;
      }
      try {
        long number = Long.parseLong(given);
        if (allowed.test(number)) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Reported below, like a number out of range.
      }
      find(key, given, "a whole number, " + expected);
      return defaultValue;
    }

    private Duration duration(String key, Duration defaultValue) {
      String given = value(key);
      if (given == null) {
        return defaultValue;
      }
      Matcher matcher = DURATION.matcher(given);
      if (matcher.matches() && matcher.group(1).length() < 10) {
        long number = Long.parseLong(matcher.group(1));
        Duration duration =
            switch (matcher.group(2)) {
              case "ms" -> Duration.ofMillis(number);
              case "s" -> Duration.ofSeconds(number);
              case "m" -> Duration.ofMinutes(number);
              case "h" -> Duration.ofHours(number);
              default -> Duration.ofDays(number);
            };
        if (duration.toMillis() > 0) {
          return duration;
        }
      }
      find(key, given, "a duration above 0 such as 500ms, 10s, 5m, 2h or 3d");
      return defaultValue;
    }

    private void find(String key, String given, String expected) {
      boolean inFile = given.equals(file.values().getOrDefault(key, "").strip());
      String where = inFile ? "" : commandLine.containsKey(key) ? " (command line)" : "";
      boolean fromEnvironment = !inFile && !commandLine.containsKey(key);
      findings.add(
          Finding.error(
              inFile ? file.placeOf(key) : null,
              (fromEnvironment ? variable(key) : key) + where + " is '" + given + "'",
              "It must be " + expected));
    }

    private static String variable(String key) {
      return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
  }

  /** What is known to Camel as properties. */
  Properties camelProperties() {
    Properties properties = new Properties();
    properties.putAll(camel);
    return properties;
  }
}
