package io.dromedary.secret;

import io.dromedary.Api;
import java.util.ArrayList;
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
 * <p>Values are read at each call and kept nowhere; nothing here prints them. Thread-safe as far as
 * the two lookups are.
 */
@Api
public final class Secrets {
  private static final Pattern SECRET = Pattern.compile(".*[.](secret|password|token)");

  private final UnaryOperator<@Nullable String> properties;
  private final UnaryOperator<@Nullable String> environment;

  private Secrets(
      UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
    this.properties = properties;
    this.environment = environment;
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
    return new Secrets(copy::get, environment);
  }

  /**
   * The one {@code Secrets} in the registry of {@code context}; without one, those of the process
   * environment and of Camel's properties component. Property values are taken as they are written:
   * double braces in a secret are no placeholder.
   */
  public static Secrets lookup(CamelContext context) {
    Secrets bound = context.getRegistry().findSingleByType(Secrets.class);
    if (bound != null) {
      return bound;
    }
    return new Secrets(new CamelProperties(context)::value, System::getenv);
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
    Value value = value(key);
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
    Value value = value(key);
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
    Value value = Value.of(text, "\\R", "line", "the file that " + namedBy + " names");
    return value == null ? List.of() : value.list();
  }

  private @Nullable Value value(String key) {
    String variable = variable(key);
    String fileVariable = variable + "_FILE";
    String direct = environment.apply(variable);
    String path = environment.apply(fileVariable);
    boolean hasDirect = direct != null && !direct.isBlank();
    boolean hasFile = path != null && !path.isBlank();
    if (hasDirect && hasFile) {
      throw new SecretException(
          "The environment variables %s and %s are both set, and only one can count. Unset one of them."
              .formatted(variable, fileVariable));
    }
    if (path != null && hasFile) {
      String text = SecretFile.read("the environment variable " + fileVariable, path.strip());
      return Value.of(text, "\\R", "line", "the file that " + fileVariable + " names");
    }
    if (direct != null && hasDirect) {
      return Value.of(direct, ",", "element", "the environment variable " + variable);
    }
    return Value.of(properties.apply(key), ",", "element", "the property " + key);
  }

  private record Value(String text, String separator, String unit, String place) {
    static @Nullable Value of(@Nullable String text, String separator, String unit, String place) {
      return text == null || text.isBlank() ? null : new Value(text, separator, unit, place);
    }

    String whole() {
      return separator.equals(",") ? text : text.replaceFirst("\\R\\z", "");
    }

    List<String> list() {
      List<String> elements = new ArrayList<>();
      for (String element : whole().split(separator, -1)) {
        if (element.isBlank()) {
          throw new SecretException(
              "A list of secrets has a blank element: %s %d of %s. Take it out, or fill it in."
                  .formatted(unit, elements.size() + 1, place));
        }
        elements.add(element.strip());
      }
      return List.copyOf(elements);
    }

    @Override
    public String toString() {
      return "Value of " + place;
    }
  }
}
