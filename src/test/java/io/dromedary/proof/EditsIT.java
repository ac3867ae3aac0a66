package io.dromedary.proof;

import static io.dromedary.proof.Parameters.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Routes and secrets are edited again and again, well and badly, while callbacks come: each valid
 * one is answered 200 and arrives, and nothing is left behind by an edit.
 */
@ExtendWith(Proof.class)
class EditsIT {
  /** The rest is measured against what there is after this part of the edits, or one of each. */
  private static final int WARMED_UP = 5;

  private static final int MOST_PER_SECOND = 300;
  private static final double LONGEST_ANSWER_MILLIS = 4_000;
  private static final int SOME = 4;
  private static final long SOME_HEAP = 4 << 20;

  private final Path folder;
  private final Parameters parameters = Parameters.read();
  private final Random random = new Random(parameters.seed());
  private final Ledger ledger = new Ledger();
  private final ProviderKeys keys = new ProviderKeys(ProviderConnection.SECRETS);
  private final Durations applied = new Durations();
  private final Durations refused = new Durations();
  private final Map<String, Integer> kinds = new TreeMap<>();

  EditsIT(@TempDir(factory = ProofFolder.class) Path folder) {
    this.folder = folder;
  }

  @Test
  void everyCallbackIsAnswered200AndArrivesAndNothingGrows() throws Exception {
    say("edits " + parameters.edits() + ", proof.seed " + parameters.seed());
    Installation installation = Installation.in(folder);
    RouteEdits edits =
        new RouteEdits(
            folder,
            keys,
            ProviderConnection.SECRETS.getOrDefault("itwin", ""),
            ProviderConnection.SECRETS.getOrDefault("aps", ""));
    edits.begin();
    Map<String, String> secrets =
        Map.of("ITWIN_SECRET_FILE", folder.resolve("secrets/itwin").toString());
    try (ChildProcess child = installation.startWithSecretsOf(secrets);
        HonestClient provider =
            HonestClient.start(
                ledger,
                child.callbackPort(),
                keys,
                parameters.connections(),
                Math.min(MOST_PER_SECOND, parameters.perSecond()),
                random)) {
      child.managementPort();
      Footprint early = make(edits, Math.max(edits.inAll(), parameters.edits() / WARMED_UP), child, null);
      int done = made();
      Footprint late = make(edits, parameters.edits(), child, early);
      provider.end();
      Drain.await(child);

      assertThat(ledger.answers()).as("answers%s", Said.end(child)).containsOnlyKeys("200");
      assertThat(ledger.durations().longestMillis()).isLessThan(LONGEST_ANSWER_MILLIS);
      assertThat(Installation.health(child)).contains("\"status\":\"UP\"").doesNotContain("degraded");
      hasNotGrown(early, late);
      child.terminate();
      assertThat(child.exitCode(Duration.ofSeconds(40))).as(child.output()).isEqualTo(143);
      Verdict.nothingIsLost(ledger, installation);
      publish(early, late, done);
    }
  }

  private int made() {
    return kinds.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Makes edits of all kinds in any order until there were so many; then what there is. */
  private Footprint make(
      RouteEdits edits, int until, ChildProcess child, @Nullable Footprint before)
      throws Exception {
    List<Integer> order = new ArrayList<>();
    try (LogTail log = LogTail.of(child)) {
      while (made() < until) {
        if (order.isEmpty()) {
          for (int i = 0; i < edits.kinds(); i++) {
            order.add(i);
          }
          Collections.shuffle(order, random);
        }
        for (RouteEdits.Edit edit : edits.of(order.remove(0))) {
          make(edit, log);
        }
      }
      make(edits.last(), log);
    }
    Footprint[] there = new Footprint[1];
    keys.inSilence(
        () -> {
          Drain.await(child);
          there[0] = Footprint.of(child);
        });
    if (before != null) {
      say("more than before: " + there[0].grownSince(before));
    }
    say(made() + " edits, " + ledger.acknowledgedCount() + " events: " + there[0]);
    return there[0];
  }

  private void make(RouteEdits.Edit edit, LogTail log) throws Exception {
    edit.change().make();
    long written = System.nanoTime();
    log.await(edit.said(), edit.kind());
    (edit.good() ? applied : refused).add(System.nanoTime() - written);
    edit.then().run();
    kinds.merge(edit.kind(), 1, Integer::sum);
  }

  private static void hasNotGrown(Footprint early, Footprint late) {
    assertThat(late.objects()).as("what is alive; before: %s", early).satisfies(
        objects -> {
          for (String kind : List.of("contexts", "routes", "endpoints", "consumers", "producers")) {
            assertThat(objects.get(kind)).as(kind).isEqualTo(early.of(kind));
          }
        });
    assertThat(late.threads())
        .as("threads: %s, before: %s", late.threadNames(), early.threadNames())
        .isLessThanOrEqualTo(early.threads() + SOME);
    assertThat(late.handles()).as("file handles").isLessThanOrEqualTo(early.handles() + SOME);
    assertThat(late.heap()).as("heap").isLessThan(early.heap() + early.heap() / 10 + SOME_HEAP);
  }

  private void publish(Footprint early, Footprint late, int atFirst) throws Exception {
    Machine.describe(folder);
    Figures.measured("edits.made", made());
    Figures.measured("edits.kinds", kinds.size());
    Figures.measured("edits.seed", Long.toString(parameters.seed()));
    Figures.measured("edits.events", ledger.acknowledgedCount());
    Figures.measured("edits.connections", parameters.connections());
    applied.measuredAs("edits.applied");
    refused.measuredAs("edits.refused");
    ledger.durations().measuredAs("edits.answers");
    Figures.measured("edits.early", atFirst);
    published("early", early);
    published("late", late);
  }

  private static void published(String when, Footprint there) {
    String name = "edits." + when + ".";
    Figures.measured(name + "threads", there.threads());
    Figures.measured(name + "handles", there.handles());
    Figures.measured(name + "heap", "%.1f MiB".formatted(there.heap() / 1024.0 / 1024));
    there.objects().forEach((kind, count) -> Figures.measured(name + kind, count));
  }
}
