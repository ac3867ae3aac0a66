package io.dromedary.demo;

import io.dromedary.demo.Tally.Domain;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which events of each domain were sent, accepted, and are in each target. */
record Report(Tally sent, Tally accepted, Map<String, Tally> delivered) {

  /** Whether every event was accepted and is in every target, once. */
  boolean complete() {
    return sent.byDomain().keySet().stream()
            .allMatch(
                domain ->
                    accepted.of(domain) == sent.of(domain)
                        && delivered.values().stream()
                            .allMatch(target -> target.of(domain) == sent.of(domain)))
        && delivered.values().stream().allMatch(target -> target.total() == sent.total());
  }

  /** How many deliveries there are, of those there should be, in percent. */
  int percent() {
    long expected = sent.total() * delivered.size();
    long there = delivered.values().stream().mapToLong(Tally::total).sum();
    return expected == 0 ? 100 : (int) (100 * there / expected);
  }

  /** Prints an aligned table. */
  void print(PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("SOURCE", "DOMAIN", "SENT", "ACCEPTED"));
    delivered.keySet().forEach(head::add);
    rows.add(head);
    for (Domain domain : new TreeSet<>(sent.byDomain().keySet())) {
      List<String> row = new ArrayList<>(List.of(domain.source(), domain.name()));
      row.add(Long.toString(sent.of(domain)));
      row.add(Long.toString(accepted.of(domain)));
      delivered.values().forEach(target -> row.add(Long.toString(target.of(domain))));
      rows.add(row);
    }
    List<String> total = new ArrayList<>(List.of("total", ""));
    total.add(Long.toString(sent.total()));
    total.add(Long.toString(accepted.total()));
    delivered.values().forEach(target -> total.add(Long.toString(target.total())));
    rows.add(total);
    rows.forEach(row -> out.println(line(row, rows)));
  }

  private static String line(List<String> row, List<List<String>> rows) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      int at = column;
      int width = rows.stream().mapToInt(other -> other.get(at).length()).max().orElse(0);
      String cell = row.get(column);
      String padding = " ".repeat(width - cell.length());
      line.append(column < 2 ? cell + padding : padding + cell).append("  ");
    }
    return line.toString().stripTrailing();
  }
}
