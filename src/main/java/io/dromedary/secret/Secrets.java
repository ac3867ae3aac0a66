package io.dromedary.secret;

import io.dromedary.Api;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Secrets by key, from the environment or the properties.
 *
 * <p>For the key {@code itwin.secret} the first of these that is not blank counts: the environment
 * variable {@code ITWIN_SECRET}, the file that {@code ITWIN_SECRET_FILE} names, the property {@code
 * itwin.secret}. Both variables at once are an error. A file that is named and blank means "not
 * set"; the property does not stand in for it.
 *
 * <p>Values are read at each call and kept nowhere, but for those of {@link CurrentSecrets};
 * nothing here prints them. Thread-safe as far as the two lookups are.
 */
@Api
public final class Secrets {
  private static final Pattern SECRET = Pattern.compile(".*[.](secret|password|token)");

  private final Values values;

  /** What stands under a key; null when nothing is set. */
  interface Values {
    @Nullable SecretValue of(String key);
  }

  Secrets(Values values) {
    this.values = values;
  }

  /**
   * Secrets of the given properties and environment.
   *
   * @param properties values by key; copied
   * @param environment gives the value of an environment variable, or null
   */
  public static Secrets of(
      Map<String, String> properties, UnaryOperator<@Nullable String> environment) {
    Map<String, String> copy = Map.copyOf(properties);
    return new Secrets(new SecretLookup(copy::get, environment)::read);
  }

  /**
   * Those that are in force now, if there are {@link CurrentSecrets} in the registry of {@code
   * context}; else the one {@code Secrets} there; without one, those of the process environment and
   * of Camel's properties component. Property values are taken as they are written: double braces
   * in a secret are no placeholder.
   */
  public static Secrets lookup(CamelContext context) {
    CurrentSecrets current = context.getRegistry().findSingleByType(CurrentSecrets.class);
    if (current != null) {
      return current.get();
    }
    Secrets bound = context.getRegistry().findSingleByType(Secrets.class);
    if (bound != null) {
      return bound;
    }
    return new Secrets(new SecretLookup(new CamelProperties(context)::value, System::getenv)::read);
  }

  /** Whether what stands under {@code key} is a secret, by the end of the key. */
  public static boolean isSecret(String key) {
    return SECRET.matcher(key).matches();
  }

  /** The environment variable that overrides {@code key}: {@code ITWIN_SECRET} for itwin.secret. */
  public static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /**
   * Every secret under {@code key}: comma separated in a variable or property, one a line in a
   * file, white space around each taken off.
   *
   * @return empty when nothing is set, or only blanks
   * @throws SecretException when one element of several is blank, both variables are set, or the
   *     file cannot be read
   */
  public List<String> all(String key) {
    SecretValue value = values.of(key);
    return value == null ? List.of() : value.list();
  }

  /**
   * The whole value under {@code key}, commas and white space included; of a file without its last
   * line break.
   *
   * @return null when nothing is set, or only blanks
   * @throws SecretException when both variables are set, or the file cannot be read
   */
  public @Nullable String one(String key) {
    SecretValue value = values.of(key);
    return value == null ? null : value.whole();
  }

  /**
   * Every secret in a file, one a line, white space around each taken off.
   *
   * @param namedBy what names the file, for messages
   * @return empty when the file is blank
   * @throws SecretException when one line of several is blank, or the file cannot be read
   */
  public static List<String> inFile(String namedBy, String path) {
    String text = SecretFile.read(namedBy, path);
    SecretValue value = SecretValue.of(text, "\\R", "line", "the file that " + namedBy + " names");
    return value == null ? List.of() : value.list();
  }
}
