package io.dromedary.secret;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands under the key of a secret.
 *
 * @param separator of the elements of a list, as a regular expression
 * @param unit what an element is called, for messages
 * @param place where it stands, for messages
 */
record SecretValue(String text, String separator, String unit, String place) {

  /** Null when there is no text, or only blanks. */
  static @Nullable SecretValue of(
      @Nullable String text, String separator, String unit, String place) {
    return text == null || text.isBlank() ? null : new SecretValue(text, separator, unit, place);
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

  /** Without the text. */
  @Override
  public String toString() {
    return "SecretValue of " + place;
  }
}
