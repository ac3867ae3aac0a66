package io.dromedary.bench.report;

import io.dromedary.bench.load.SignedRequests;
import java.util.List;

/** The text of the page. What people wrote between the markers of "Where the time goes" is kept. */
final class Page {
  static final String KEPT_FROM = "<!-- kept when the page is made again: from here -->";
  static final String KEPT_TO = "<!-- to here -->";

  private final Results results;
  private final String kept;
  private final PageText page;

  /**
   * A page.
   *
   * @param kept what stands between the markers
   * @param plots the folder of the plots, as seen from the page, with its slash
   */
  Page(Results results, String kept, String plots) {
    this.results = results;
    this.kept = kept;
    this.page = new PageText(results, plots);
  }

  String text() {
    page.paragraph("# Speed");
    page.paragraph(
        """
        What Dromedary takes a second, beside other receivers of signed webhooks on the same machine. This page is made by
        the benchmark, which is part of the project; nobody writes figures into it:\
        """);
    page.paragraph("```sh\nmvn -q -Pbench,slim -DskipTests verify\n```");
    targets();
    machine();
    AcceptSections accepts = new AcceptSections(results, page);
    accepts.rates();
    accepts.latency();
    accepts.delayed();
    accepts.longRun();
    DeliverySections deliveries = new DeliverySections(results, page);
    deliveries.delivery();
    deliveries.burst();
    deliveries.start();
    deliveries.backlog();
    page.paragraph("## Where the time goes");
    page.verbatim(KEPT_FROM + "\n" + kept + KEPT_TO + "\n\n");
    contestants();
    method();
    return page.toString();
  }

  private void targets() {
    page.paragraph("## Targets");
    page.paragraph(
        "Held against the medians below, by the program that makes this page. Ratios are those of"
            + " one run.");
    page.table(
        List.of("target", " measured", "reached"),
        Goals.of(results).stream().map(Goal::row).toList());
  }

  private void machine() {
    page.paragraph("## The machine");
    page.table(
        List.of("", ""),
        results.machine().entrySet().stream()
            .map(entry -> List.of(entry.getKey(), entry.getValue()))
            .toList());
    page.paragraph(
        "Measured at (UTC): "
            + String.join(
                ", ",
                results.measuredAt().entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .toList())
            + ".");
  }

  private void contestants() {
    page.paragraph("## Contestants and their settings");
    page.table(
        List.of("", "settings", " wrong signature"),
        results.contestants().entrySet().stream()
            .map(
                each ->
                    List.of(
                        each.getValue().label(),
                        each.getValue().settings(),
                        page.figure("check", each.getKey(), "", "wrongStatus")))
            .toList());
    if (!results.leftOut().isEmpty()) {
      page.paragraph(
          "Left out on this machine: "
              + String.join(
                  "; ",
                  results.leftOut().entrySet().stream()
                      .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                      .toList())
              + ".");
    }
  }

  private void method() {
    page.paragraph("## How it is measured");
    page.paragraph(
        """
        - Every contestant gets the same bodies of 356 bytes, signed as iTwin signs (HMAC-SHA256), each with a message id of its
          own, and checks them. Before it is measured it is sent one with a wrong bit in its signature, and has to refuse it.
        - Each runs in a process of its own, with a database of its own, from an empty store. All run at the same time and are
          measured one after another, every second round in the other order; the next one begins when the last one has come to
          rest, so what is done behind the answer is not done at the cost of others.
        - The load generator shares the two cores: one thread that does nothing but system calls, requests signed beforehand. The
          table says how much of a core it took.
        - A contestant that refuses one callback, or in whose store one id is missing afterwards, ends the run with an error, and
          this page is not written.
        - Where targets are delivered to, the ids are looked for in the table, among the names of the files and in what the receiver
          got.\
        """
            .replace("356", Integer.toString(SignedRequests.BODY_LENGTH)));
    page.paragraph(
        """
        `-Dbench.quick=true` runs all of it small, into `target/bench/`. `-Dbench=rates` (`delayed`, `latency`, `long`, `deliver`,
        `burst`, `start`, `backlog`) measures one part again and keeps the others' figures, `-Dbench=report` makes this page again
        from `target/bench/results.json`. `-Dbench.contestants=dromedary-sqlite,webhook` leaves the others out, `-Dbench.before=<jar>`
        puts an earlier build beside them.\
        """);
  }
}
