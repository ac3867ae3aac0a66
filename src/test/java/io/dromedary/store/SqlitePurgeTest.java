package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.Settlement.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purge on SQLite: nothing of it is left in the files. */
class SqlitePurgeTest extends PurgeConformance {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Override
  Store open() {
    return SqliteStore.open(folder.resolve("dromedary.db"));
  }

  /** How often a text is anywhere in the files of the store, used or not. */
  private long traces(String text) throws IOException {
    long traces = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (int at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
          traces++;
        }
      }
    }
    return traces;
  }

  @Test
  void noTraceOfItIsLeftInTheFiles() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 400; i++) {
      boolean hers = i % 7 == 0;
      // Some bodies go on in pages of their own.
      String padding = "x".repeat(random.nextInt(10) == 0 ? 30_000 : random.nextInt(900));
      String body =
          "{\"content\":{\"email\":\"%s\"},\"padding\":\"%s\"}"
              .formatted(hers ? EMAIL : "somebody else", padding);
      NewEvents event = key("k" + i).messageId("m" + i).body(body);
      switch (i % 3) {
        case 0 -> journeys.settled(event, End.PARKED, hers ? "cannot read " + EMAIL : "boom");
        case 1 -> journeys.accept(event.problem(hers ? "no type in " + EMAIL : "no type"));
        default -> {
          journeys.settled(event, End.ROUTED, null, "a");
          journeys.attempt("a", T0, Decision.REDELIVER, hers ? EMAIL + " is not known here" : null);
          journeys.attempt("a", T0, Decision.DEAD, hers ? EMAIL + " is gone" : null);
        }
      }
    }
    assertThat(traces(EMAIL)).isGreaterThan(100);

    PurgeReport report = purge(hers(), false);

    assertThat(report.rows().events()).isEqualTo(58);
    assertThat(report.overwritten()).isTrue();
    assertThat(traces(EMAIL)).isZero();
    assertThat(traces("somebody else")).isGreaterThan(300);
  }

  @Test
  void whatWasRemovedIsOverwrittenAlsoWhenThePurgeEndsBeforeItGivesTheSpaceBack() throws Exception {
    String body =
        "{\"content\":{\"email\":\"" + EMAIL + "\"},\"more\":\"" + (EMAIL + " ").repeat(2000);
    journeys.settled(key("k").body(body + "\"}"), End.UNROUTED, null);
    journeys.settled(key("other").body("x".repeat(50_000)), End.UNROUTED, null);

    assertThatThrownBy(
            () ->
                Purge.run(
                    store.database(),
                    hers(),
                    false,
                    took -> {
                      if (journeys.rows("event") == 1) {
                        throw new InterruptedException();
                      }
                    },
                    new PurgeListener() {}))
        .isInstanceOf(InterruptedException.class);
    store.close();

    assertThat(traces(EMAIL)).isZero();
  }

  @Test
  void copiesBesideTheFileAreNamedSinceTheyAreOutOfReach() throws Exception {
    Path copy = Files.writeString(folder.resolve("dromedary.db.schema-1"), "a copy");
    Files.writeString(folder.resolve("archive.txt"), "none");

    assertThat(purge(hers(), true).copies()).containsExactly(copy);
  }

  @Test
  void aReaderThatHoldsTheLogKeepsItFromBeingCalledOverwritten() throws Exception {
    journeys.delivered(key("k").body("{\"content\":{\"email\":\"" + EMAIL + "\"}}"), "a");
    store
        .database()
        .read(
            "holding a snapshot",
            connection -> {
              connection.setAutoCommit(false);
              try (var rows = connection.createStatement().executeQuery("select * from event")) {
                assertThat(rows.next()).isTrue();
                PurgeReport report = purge(hers(), false);
                assertThat(report.rows().events()).isEqualTo(1);
                assertThat(report.overwritten()).isFalse();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              } finally {
                connection.setAutoCommit(true);
              }
              return Duration.ZERO;
            });
  }
}
