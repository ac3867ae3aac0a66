package io.dromedary.event;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Guesses what a misspelt name was meant to be. */
public final class Suggestion {
  private Suggestion() {}

  /** {@code " Did you mean x?"}, or nothing when no name is near. */
  public static String didYouMean(String misspelt, Collection<String> names) {
    return nearest(misspelt, names).map(name -> " Did you mean " + name + "?").orElse("");
  }

  /** {@code "Did you mean x?"}, or something else when no name is near. */
  public static String or(String misspelt, Collection<String> names, String otherwise) {
    return nearest(misspelt, names).map(name -> "Did you mean " + name + "?").orElse(otherwise);
  }

  /** The name that was probably meant. */
  public static Optional<String> nearest(String misspelt, Collection<String> names) {
    // A short name is near to every other one.
    int near = Math.max(misspelt.length() < 5 ? 1 : 2, misspelt.length() / 4);
    return names.stream()
        .map(name -> Map.entry(name, distance(misspelt, name)))
        .filter(candidate -> candidate.getValue() <= near)
        .min(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey);
  }

  /** Levenshtein's, case apart. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
