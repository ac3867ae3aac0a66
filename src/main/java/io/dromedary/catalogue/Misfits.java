package io.dromedary.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says where a body does not fit its schema and by which rule: names and rules of the schema, and
 * of a value its type and length only. Values may be secret or personal, and what is said here is
 * kept and logged.
 */
final class Misfits {
  private static final int SAID = 3;
  private static final int LONGEST = 1_000;
  private static final String ALTERNATIVES = "/anyOf/";

  private Misfits() {}

  static String describe(List<Error> errors) {
    Map<String, List<Error>> rules = new LinkedHashMap<>();
    for (Error error : errors) {
      rules.computeIfAbsent(rule(error), rule -> new ArrayList<>()).add(error);
    }
    Set<String> said = new LinkedHashSet<>();
    rules.values().forEach(broken -> said.add(sentence(broken)));
    List<String> first = said.stream().limit(SAID).toList();
    int more = said.size() - first.size();
    String reason = String.join("; ", first) + (more == 0 ? "" : "; and " + more + " more");
    return reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "...";
  }

  /** What reports an error for each of its alternatives is one rule. */
  private static String rule(Error error) {
    String path = error.getEvaluationPath().toString();
    int alternatives = path.indexOf(ALTERNATIVES);
    return error.getInstanceLocation()
        + " "
        + (alternatives < 0 ? path + " " + error.getProperty() : path.substring(0, alternatives));
  }

  private static String sentence(List<Error> broken) {
    Error first = broken.get(0);
    String place = first.getInstanceLocation().toString();
    if (broken.stream().allMatch(error -> error.getKeyword().equals("required"))) {
      String names =
          broken.stream()
              .map(error -> place + "/" + escaped(error.getProperty()))
              .distinct()
              .collect(Collectors.joining(" or "));
      return names + " is missing";
    }
    return (place.isEmpty() ? "the body" : place)
        + " is "
        + kind(first.getInstanceNode())
        + ", expected "
        + expected(broken);
  }

  private static String expected(List<Error> broken) {
    Error first = broken.get(0);
    if (broken.size() > 1) {
      return "one of the forms that " + first.getInstanceLocation() + " has in the schema";
    }
    JsonNode rule = first.getSchemaNode();
    return switch (first.getKeyword()) {
      case "type" -> rule.isArray() ? "one of " + rule : rule.asText();
      case "const" -> rule.toString();
      case "pattern" -> "text of the form " + rule.asText();
      default -> "what its rule '" + first.getKeyword() + "' says";
    };
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "a string of " + value.textValue().length() + " characters";
      case NUMBER -> value.isIntegralNumber() ? "an integer" : "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case ARRAY -> "an array of " + value.size();
      case OBJECT -> "an object";
      default -> "a " + value.getNodeType();
    };
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
