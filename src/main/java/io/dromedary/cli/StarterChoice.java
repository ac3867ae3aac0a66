package io.dromedary.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which sources and targets {@code init} writes, and what their files are.
 *
 * @param sources in the order asked for
 * @param targets in the order asked for
 */
record StarterChoice(List<Chosen> sources, List<Chosen> targets) {
  static final String USUAL_SOURCES = "itwin,aps";
  static final String USUAL_TARGETS = "warehouse,archive,bus,partner";
  static final StarterChoice AS_SHIPPED = of(USUAL_SOURCES, USUAL_TARGETS);

  /** The examples' own files begin below it, so that several make one. */
  private static final String EVENTS_HEAD =
      """
      # Event types that do not come with the program: what 'events' lists, 'send' sends and callbacks are checked against.
      # Edit: put in what your senders send; docs/events.md says how it is written.
      sources:
      """;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");
  private static final String DELIVERY = "uri: delivery:";

  /**
   * One of them.
   *
   * @param rename what it is called instead; null: as in its example
   */
  record Chosen(StarterPart part, @Nullable String rename) {
    List<String> keys() {
      return part.keys().stream().map(this::renamed).toList();
    }

    String renamed(String text) {
      String old = part.rename();
      return rename == null || old == null
          ? text
          : text.replace(old, rename)
              .replace(old.toUpperCase(Locale.ROOT) + "_SECRET", variable(rename + ".secret"));
    }
  }

  /**
   * Reads two lists, separated by commas.
   *
   * @throws IllegalArgumentException that says what is not known, or does not go together
   */
  static StarterChoice of(String sources, String targets) {
    StarterChoice choice =
        new StarterChoice(
            chosen(sources, "source", StarterPart.SOURCES),
            chosen(targets, "target", StarterPart.TARGETS));
    choice.check();
    return choice;
  }

  private static List<Chosen> chosen(String list, String what, List<StarterPart> parts) {
    Map<String, Chosen> chosen = new LinkedHashMap<>();
    for (String element : list.split(",", -1)) {
      String[] words = element.strip().split("=", 2);
      StarterPart part =
          parts.stream()
              .filter(candidate -> candidate.name().equals(words[0]))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "there is no %s '%s'; there are %s"
                              .formatted(
                                  what,
                                  words[0],
                                  String.join(
                                      ", ", parts.stream().map(StarterPart::name).toList()))));
      String rename = words.length == 1 ? null : name(part, words[1], parts);
      chosen.put(element.strip(), new Chosen(part, rename));
    }
    return List.copyOf(chosen.values());
  }

  private static String name(StarterPart part, String name, List<StarterPart> parts) {
    if (part.rename() == null) {
      throw new IllegalArgumentException(part.name() + " has a name already; leave out =" + name);
    }
    boolean taken = parts.stream().anyMatch(other -> name.equals(other.name()));
    if (!NAME.matcher(name).matches() || taken) {
      throw new IllegalArgumentException(
          "a source cannot be called '%s': take small letters, digits and hyphens, and no name of another source"
              .formatted(name));
    }
    return name;
  }

  private void check() {
    if (targets.stream().noneMatch(target -> target.part().general())) {
      throw new IllegalArgumentException(
          "these targets are for the events of one domain only; name warehouse, archive, bus or"
              + " partner as well");
    }
    Set<String> taken = new HashSet<>();
    for (Chosen source : sources) {
      // Two that are shipped under one name are the same source.
      boolean shipped = source.part().shipped() != null;
      if (!shipped && !taken.add(source.keys().get(0))) {
        throw new IllegalArgumentException(
            "two sources have the same key %s; give one another name, as in %s=<name>"
                .formatted(source.keys().get(0), source.part().name()));
      }
    }
    for (Chosen target : targets) {
      String needs = target.part().needs();
      if (needs != null
          && sources.stream().noneMatch(source -> needs.equals(source.part().shipped()))) {
        throw new IllegalArgumentException(
            "target %s is for events of %s, which is not among the sources"
                .formatted(target.part().name(), needs));
      }
    }
  }

  boolean isAsShipped() {
    return equals(AS_SHIPPED);
  }

  /** What has to be set, or a source or target of these is off. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    sources.forEach(source -> keys.addAll(source.keys()));
    targets.forEach(target -> keys.addAll(target.keys()));
    return keys.stream().distinct().toList();
  }

  /** The variable of the environment for a key. */
  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /**
   * The files to write, text by path.
   *
   * @param all what {@link ShippedFiles#all} has
   */
  SortedMap<String, String> files(SortedMap<String, String> all) {
    SortedMap<String, String> files = new TreeMap<>();
    for (Chosen source : sources) {
      String name = source.part().shipped();
      all.forEach(
          (path, text) -> {
            if (name != null
                && (path.equals("routes/callbacks/" + name + ".camel.yaml")
                    || path.equals("routes/dispatch/" + name + ".camel.yaml")
                    || path.startsWith("routes/domains/" + name + "/"))) {
              files.put(path, text);
            }
          });
      addExample(source, all, files);
    }
    for (Chosen target : targets) {
      String path = "routes/targets/" + target.part().name() + ".camel.yaml";
      String text = all.get(path);
      if (text != null) {
        files.put(path, text);
      }
      addExample(target, all, files);
    }
    files.replaceAll((path, text) -> path.startsWith("routes/domains/") ? domain(text) : text);
    String config = "config/application.properties";
    files.put(config, new StarterConfiguration(this, all).text(all.getOrDefault(config, "")));
    String events = examples("events.yaml", all);
    if (!events.isEmpty()) {
      files.put("config/events.yaml", EVENTS_HEAD + events);
    }
    return files;
  }

  /** What the examples of the sources have in a file of that name, one after the other. */
  private String examples(String name, SortedMap<String, String> all) {
    StringBuilder texts = new StringBuilder();
    for (Chosen source : sources) {
      texts.append(
          source.renamed(all.getOrDefault("examples/" + source.part().example() + "/" + name, "")));
    }
    return texts.toString();
  }

  private static void addExample(
      Chosen chosen, SortedMap<String, String> all, SortedMap<String, String> files) {
    String folder = "examples/" + chosen.part().example() + "/";
    all.forEach(
        (path, text) -> {
          if (path.startsWith(folder + "routes/")) {
            files.put(chosen.renamed(path.substring(folder.length())), chosen.renamed(text));
          }
        });
  }

  /** A domain route without the steps that name a target which is not there. */
  private String domain(String text) {
    List<String> kept = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String step = line.strip();
      if (step.startsWith(DELIVERY) && !isTarget(step.substring(DELIVERY.length()))) {
        kept.remove(kept.size() - 1); // its "- to:"
      } else {
        kept.add(line);
      }
    }
    return String.join("\n", kept);
  }

  private boolean isTarget(String name) {
    return targets.stream().anyMatch(target -> target.part().name().equals(name));
  }
}
