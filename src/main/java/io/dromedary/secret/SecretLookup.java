package io.dromedary.secret;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where secrets are read: the environment, the files that it names, the properties.
 *
 * @param properties gives the value of a property, or null
 * @param environment gives the value of an environment variable, or null
 */
record SecretLookup(
    UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {

  /**
   * Reads what stands under a key now.
   *
   * @return null when nothing is set, or only blanks
   * @throws SecretException when both variables are set, or the file cannot be read
   */
  @Nullable SecretValue read(String key) {
    String variable = Secrets.variable(key);
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
      return SecretValue.of(text, "\\R", "line", "the file that " + fileVariable + " names");
    }
    if (direct != null && hasDirect) {
      return SecretValue.of(direct, ",", "element", "the environment variable " + variable);
    }
    return SecretValue.of(properties.apply(key), ",", "element", "the property " + key);
  }
}
