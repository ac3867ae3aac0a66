package io.dromedary.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * All that was measured, as it is kept in {@code results.json}: pages and plots are made from it,
 * so they can be made again without measuring. Changed in place by one thread.
 *
 * @param machine what the figures belong to, in the order of the page
 * @param measuredAt the time of each scenario, ISO 8601
 * @param contestants who took part, with every setting
 * @param leftOut who did not, and what is missing
 * @param samples one figure each, in the order in which they were measured
 * @param series curves
 */
public record Results(
    Map<String, String> machine,
    Map<String, String> measuredAt,
    Map<String, Taker> contestants,
    Map<String, String> leftOut,
    List<Sample> samples,
    List<Series> series) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** A contestant that took part. */
  public record Taker(String label, String settings, boolean durable) {}

  /**
   * A figure of one round.
   *
   * @param variant what distinguishes it within its scenario, as the number of connections; may be
   *     empty
   */
  public record Sample(
      String scenario, String contestant, String variant, String metric, double value) {}

  /** A curve: points of x and y. */
  public record Series(
      String scenario, String contestant, String name, List<List<Double>> points) {}

  public static Results empty() {
    return new Results(
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }

  /** Those of a file; empty ones when there is none. */
  public static Results read(Path file) throws IOException {
    return Files.exists(file) ? JSON.readValue(file.toFile(), Results.class) : empty();
  }

  public void write(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    JSON.writeValue(part.toFile(), this);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Forgets everything. */
  public void clear() {
    machine.clear();
    measuredAt.clear();
    contestants.clear();
    leftOut.clear();
    samples.clear();
    series.clear();
  }

  /** Forgets what an earlier run measured in a scenario. */
  public void forget(String scenario) {
    samples.removeIf(sample -> sample.scenario().equals(scenario));
    series.removeIf(each -> each.scenario().equals(scenario));
    measuredAt.remove(scenario);
  }

  /** The figures of one kind. */
  public Spread spread(String scenario, String contestant, String variant, String metric) {
    return Spread.of(
        samples.stream()
            .filter(
                sample ->
                    sample.scenario().equals(scenario)
                        && sample.contestant().equals(contestant)
                        && sample.variant().equals(variant)
                        && sample.metric().equals(metric))
            .mapToDouble(Sample::value)
            .toArray());
  }

  /** The median of figures of one kind; empty when there are none. */
  public OptionalDouble median(String scenario, String contestant, String variant, String metric) {
    Spread spread = spread(scenario, contestant, variant, metric);
    return spread.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(spread.median());
  }

  /** The contestants that have figures in a scenario, in the order of the page. */
  public List<String> contestantsOf(String scenario) {
    return contestants.keySet().stream()
        .filter(
            name ->
                samples.stream()
                    .anyMatch(
                        sample ->
                            sample.scenario().equals(scenario) && sample.contestant().equals(name)))
        .toList();
  }

  /** The curve of a name, without points when there is none. */
  public Series series(String scenario, String contestant, String name) {
    return series.stream()
        .filter(
            each ->
                each.scenario().equals(scenario)
                    && each.contestant().equals(contestant)
                    && each.name().equals(name))
        .findFirst()
        .orElse(new Series(scenario, contestant, name, List.of()));
  }

  /** Whether a contestant keeps what it answers with 200. */
  boolean isDurable(String contestant) {
    Taker taker = contestants.get(contestant);
    return taker != null && taker.durable();
  }

  /** What people call a contestant. */
  public String label(String contestant) {
    Taker taker = contestants.get(contestant);
    return taker == null ? contestant : taker.label();
  }
}
