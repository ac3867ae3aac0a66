package io.dromedary.store;

import static io.dromedary.store.Journeys.got;
import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static io.dromedary.store.NewEvents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.store.AttemptRecord.Decision;
import io.dromedary.store.NewEvent.DuplicateKey;
import io.dromedary.store.Settlement.End;
import io.dromedary.store.Settlement.NewDelivery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is removed on request, whatever the database. */
abstract class PurgeConformance {
  static final String EMAIL = "ada.lovelace@example.com";
  private static final String HERS = "{\"content\":{\"email\":\"" + EMAIL + "\"}}";
  private static final String HIS = "{\"content\":{\"email\":\"alan.turing@example.com\"}}";

  Store store;
  Journeys journeys;
  private final List<String> found = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();

  /** Opens an empty store. */
  abstract Store open();

  @BeforeEach
  void openTheStore() {
    store = open();
    journeys = new Journeys(store);
  }

  @AfterEach
  void closeTheStore() {
    store.close();
  }

  PurgeReport purge(PurgeFilter filter, boolean dryRun) throws InterruptedException {
    found.clear();
    unreadable.clear();
    return Purge.run(
        store.database(),
        filter,
        dryRun,
        took -> {},
        new PurgeListener() {
          @Override
          public void found(String event) {
            found.add(event);
          }

          @Override
          public void unreadable(String event) {
            unreadable.add(event);
          }
        });
  }

  private static NewEvents event(String id, String body) {
    return key(id).messageId(id).body(body);
  }

  static PurgeFilter hers() {
    return PurgeFilter.field("/content/email=" + EMAIL);
  }

  @Test
  void oneEventGoesWithAllThatIsStoredOfItAndNothingElse() throws Exception {
    journeys.delivered(event("hers", HERS), "a", "b");
    journeys.delivered(event("his", HIS), "a", "b");

    PurgeReport report = purge(new PurgeFilter.Event("hers"), false);

    assertThat(found).containsExactly("itwin:hers");
    assertThat(report.rows()).isEqualTo(new Removed(1, 2, 2));
    assertThat(report.targets()).containsExactlyInAnyOrder("a", "b");
    assertThat(journeys.events()).containsExactly("his");
    assertThat(journeys.rows("delivery")).isEqualTo(2);
    assertThat(journeys.rows("attempt")).isEqualTo(2);
  }

  @Test
  void anEventIsNamedByItsIdAloneOrBehindItsSource() throws Exception {
    journeys.delivered(event("same", HERS), "a");
    journeys.delivered(event("same", HERS).source("aps"), "a");

    assertThat(purge(new PurgeFilter.Event("other"), false).rows()).isEqualTo(Removed.NOTHING);
    assertThat(purge(new PurgeFilter.Event("same"), true).rows().events()).isEqualTo(2);
    purge(new PurgeFilter.Event("aps:same"), false);

    assertThat(found).containsExactly("aps:same");
    assertThat(journeys.events()).containsExactly("same");
    assertThat(journeys.number("select count(*) from event where source = 'itwin'")).isEqualTo(1);
  }

  @Test
  void aDryRunFindsTheSameAndRemovesNothing() throws Exception {
    journeys.delivered(event("e1", HERS), "a");
    journeys.dead(event("e2", HERS), "b", T0);
    journeys.delivered(event("e3", HIS), "a");

    PurgeReport dry = purge(hers(), true);
    assertThat(found).containsExactly("itwin:e1", "itwin:e2");
    assertThat(journeys.events()).containsExactly("e1", "e2", "e3");
    PurgeReport wet = purge(hers(), false);

    assertThat(found).containsExactly("itwin:e1", "itwin:e2");
    assertThat(dry.dryRun()).isTrue();
    assertThat(wet.dryRun()).isFalse();
    assertThat(dry.rows()).isEqualTo(wet.rows()).isEqualTo(new Removed(2, 2, 2));
    assertThat(dry.searched()).isEqualTo(wet.searched()).isEqualTo(3);
    assertThat(dry.deadLetters()).isEqualTo(wet.deadLetters()).isEqualTo(1);
    assertThat(journeys.events()).containsExactly("e3");
  }

  @Test
  void whatIsNotRoutedOrNotDeliveredGoesTooAndIsCounted() throws Exception {
    journeys.accept(event("unrouted", HERS));
    got(store.accept(event("unreadable", HERS).problem("no event type").event()));
    StoredEvent routed = store.claimEvents("itwin", 1, T0).get(0);
    got(store.settle(settlement(routed, "a", null)));
    journeys.accept(event("still unrouted", HERS));
    assertThat(store.unrouted()).isEqualTo(1);
    assertThat(store.pendingDeliveries()).containsEntry("a", 1L);
    assertThat(store.deadLetters()).containsEntry(Stage.READ, 1L);

    PurgeReport report = purge(hers(), false);

    assertThat(report.rows()).isEqualTo(new Removed(3, 1, 0));
    assertThat(report.unrouted()).isEqualTo(1);
    assertThat(report.pending()).isEqualTo(1);
    assertThat(report.deadLetters()).isEqualTo(1);
    assertThat(journeys.events()).isEmpty();
    assertThat(store.unrouted()).isZero();
    assertThat(store.pendingDeliveries()).containsEntry("a", 0L);
    assertThat(store.deadLetters()).containsEntry(Stage.READ, 0L);
  }

  private static Settlement settlement(StoredEvent event, String target, byte @Nullable [] body) {
    return new Settlement(
        event, T0, End.ROUTED, Set.of(), null, List.of(new NewDelivery(target, null, body, null)));
  }

  @Test
  void whoIsAtWorkOnAPurgedEventChangesNothingAnyMore() throws Exception {
    StoredEvent routing = journeys.accepted(event("e1", HERS));
    journeys.settled(event("e2", HERS), End.ROUTED, null, "a");
    StoredDelivery delivering = store.claimDeliveries("a", 1, T0).get(0);

    purge(hers(), false);

    assertThat(got(store.settle(settlement(routing, "a", null)))).isFalse();
    assertThat(
            got(
                store.record(
                    new AttemptRecord(
                        delivering,
                        1,
                        T0,
                        Duration.ZERO,
                        AttemptRecord.Outcome.FAILED,
                        Decision.REDELIVER,
                        T0,
                        EMAIL,
                        null))))
        .isFalse();
    assertThat(journeys.rows("event")).isZero();
    assertThat(journeys.rows("delivery")).isZero();
    assertThat(journeys.rows("attempt")).isZero();
  }

  @Test
  void theProvidersNextRepeatDoesNotBringItBack() throws Exception {
    journeys.delivered(event("e", HERS), "a");
    purge(hers(), false);

    assertThat(journeys.accept(event("e", HERS)).stored()).isFalse();
    assertThat(journeys.events()).isEmpty();
  }

  @Test
  void aBodyIsFoundBehindItsContentEncoding() throws Exception {
    got(
        store.accept(
            new NewEvent(
                "itwin",
                new DuplicateKey("zipped", T0.plusSeconds(1)),
                null,
                "zipped",
                "t",
                "s",
                "d",
                null,
                null,
                T0,
                "gzip",
                null,
                null,
                gzip(HERS),
                null)));

    purge(hers(), false);

    assertThat(found).containsExactly("itwin:zipped");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(utf8(text));
    }
    return zipped.toByteArray();
  }

  @Test
  void whatARouteMadeOfABodyIsSearchedAsWell() throws Exception {
    StoredEvent event = journeys.accepted(event("enriched", "{\"id\":7}"));
    got(store.settle(settlement(event, "a", utf8(HERS))));
    StoredEvent other = journeys.accepted(event("a table row", "{\"id\":8}"));
    got(store.settle(settlement(other, "a", utf8("no JSON, " + EMAIL))));

    PurgeReport report = purge(hers(), false);

    assertThat(found).containsExactly("itwin:enriched");
    assertThat(report.unreadable()).isZero();
  }

  @Test
  void whatCannotBeSearchedIsNamedAndKept() throws Exception {
    got(store.accept(event("broken", "{\"email\":\"" + EMAIL).problem("no JSON").event()));

    PurgeReport report = purge(hers(), false);

    assertThat(report.unreadable()).isEqualTo(1);
    assertThat(unreadable).containsExactly("itwin:broken");
    assertThat(journeys.events()).containsExactly("broken");
  }

  @Test
  void aFieldThatWasReadAtTheReceiptFindsEventsToo() throws Exception {
    journeys.delivered(event("e1", HERS), "a");
    journeys.delivered(event("e2", HIS).source("aps"), "a");

    purge(PurgeFilter.field("source=aps"), false);
    assertThat(found).containsExactly("aps:e2");
    purge(PurgeFilter.field("subscription=hook-2"), false);
    assertThat(found).isEmpty();
    purge(PurgeFilter.field("subscription=hook-1"), false);
    assertThat(found).containsExactly("itwin:e1");
  }

  @Test
  void eventsAreFoundHoweverManyThereAre() throws Exception {
    for (int i = 0; i < 1300; i++) {
      store.accept(event("e" + i, i % 100 == 99 ? HERS : HIS).event());
    }
    journeys.accept(event("last", HERS));

    PurgeReport report = purge(hers(), false);

    assertThat(report.searched()).isEqualTo(1301);
    assertThat(report.rows().events()).isEqualTo(14);
    assertThat(found).contains("itwin:e99", "itwin:e1299", "itwin:last");
    assertThat(journeys.rows("event")).isEqualTo(1287);
    assertThat(store.unrouted()).isEqualTo(1287);
  }

  @Test
  void oneThatIsBrokenOffSaysSoAndIsGoneThroughByTheNext() throws Exception {
    for (int i = 0; i < 300; i++) {
      store.accept(event("e" + i, HERS).event());
    }
    journeys.accept(event("last", HERS));

    PurgeReport report =
        Purge.run(
            store.database(),
            hers(),
            false,
            took -> {},
            new PurgeListener() {
              @Override
              public boolean cancelled() {
                return journeys.rows("event") < 301;
              }
            });

    assertThat(report.complete()).isFalse();
    assertThat(report.rows().events()).isBetween(1L, 299L);
    PurgeReport second = purge(hers(), false);
    assertThat(second.complete()).isTrue();
    assertThat(report.rows().events() + second.rows().events()).isEqualTo(301);
    assertThat(journeys.rows("event")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=x", "email=x", "/content/email", "subscription=", "/a~2=x"})
  void aFilterThatMakesNoSenseIsRefusedWithWhatWould(String text) {
    assertThatThrownBy(() -> PurgeFilter.field(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'");
  }
}
