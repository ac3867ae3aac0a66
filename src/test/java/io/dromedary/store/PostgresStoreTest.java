package io.dromedary.store;

import static io.dromedary.store.NewEvents.T0;
import static io.dromedary.store.NewEvents.key;
import static io.dromedary.store.NewEvents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.store.NewEvent.DuplicateKey;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The conformance of the store on PostgreSQL, and what only a server can get wrong. */
class PostgresStoreTest extends StoreConformance {
  @SuppressWarnings("NullAway.Init")
  private static PostgresStores stores;

  private final PostgresStores.Schema schema = stores.schema();

  @BeforeAll
  static void startTheServer() throws Exception {
    stores = PostgresStores.start();
  }

  @AfterAll
  static void stopTheServer() throws Exception {
    stores.close();
  }

  @Override
  Store open() {
    return schema.open();
  }

  private static NewEvent event(String key, @Nullable String type, byte[] body) {
    return new NewEvent(
        "itwin",
        new DuplicateKey(key, T0.plus(NewEvents.WINDOW)),
        null,
        key,
        type,
        "s",
        "d",
        null,
        null,
        T0,
        null,
        null,
        null,
        body,
        null);
  }

  @Test
  void textThatTheDatabaseRefusesIsParkedWithItsBytesAndHarmsNoOther() throws Exception {
    List<CompletableFuture<Accepted>> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      others.add(store.accept(key("before" + i).event()));
    }
    CompletableFuture<Accepted> nul = store.accept(event("nul", "type \0 with a NUL", utf8("nul")));
    CompletableFuture<Accepted> nulInKey = store.accept(event("nul \0", "type", utf8("key")));
    for (int i = 0; i < 50; i++) {
      others.add(store.accept(key("after" + i).event()));
    }

    assertThat(nul.get(20, TimeUnit.SECONDS).parked()).isTrue();
    assertThat(nulInKey.get(20, TimeUnit.SECONDS).parked()).isTrue();
    for (CompletableFuture<Accepted> other : others) {
      assertThat(other.get(20, TimeUnit.SECONDS).parked()).isFalse();
    }
    assertThat(store.isUp()).isTrue();
    assertThat(store.deadLetters()).containsEntry(Stage.READ, 2L);
    assertThat(schema.number("select count(*) from event where convert_from(body, 'UTF8') = 'nul'"))
        .isEqualTo(1);
  }

  @Test
  void aKeyThatIsTooLongForTheIndexIsParkedAndItsRepeatIsADuplicate() throws Exception {
    byte[] noise = new byte[6000];
    new Random(1).nextBytes(noise);
    String longKey = new String(noise, StandardCharsets.ISO_8859_1).replace('\0', '.');

    Accepted first = store.accept(event(longKey, "type", utf8("{}"))).get(20, TimeUnit.SECONDS);
    Accepted repeat = store.accept(event(longKey, "type", utf8("{}"))).get(20, TimeUnit.SECONDS);

    assertThat(first.parked()).isTrue();
    assertThat(repeat.stored()).isFalse();
    assertThat(store.isUp()).isTrue();
  }

  @Test
  void aReasonWithANulIsKeptAllTheSame() throws Exception {
    store.accept(key("k").event()).get(20, TimeUnit.SECONDS);
    StoredEvent event = store.claimEvents("itwin", 10, T0).get(0);

    assertThat(
            store.postpone(new Postponement(event, 1, T0, "failed: \0")).get(20, TimeUnit.SECONDS))
        .isTrue();
  }

  @Test
  void moreThanFourMebibytesOfBodiesAreNotClaimedAtOnceButOneBodyAlwaysIs() throws Exception {
    for (int mebibytes : new int[] {3, 3, 8, 1}) {
      NewEvents event = key("k" + store.unrouted()).body(new byte[mebibytes << 20]);
      store.accept(event.event()).get(20, TimeUnit.SECONDS);
    }

    assertThat(store.claimEvents("itwin", 10, T0)).hasSize(2);
    assertThat(store.claimEvents("itwin", 10, T0)).hasSize(1);
    assertThat(store.claimEvents("itwin", 10, T0)).hasSize(1);
  }

  @Test
  void aStoreOfANewerVersionIsRefusedWithASentence() throws Exception {
    schema.execute("update dromedary_schema set version = 99");

    assertThatThrownBy(() -> schema.open("late"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer")
        .hasMessageContaining("schema 99");
    assertThat(schema.number("select count(*) from node where name = 'late'")).isZero();
  }

  @Test
  void tablesOfSomebodyElseAreRefusedAndLeftAsTheyAre() throws Exception {
    PostgresStores.Schema foreign = stores.schema();
    foreign.execute("create table event (title text)");

    assertThatThrownBy(foreign::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another application (event)")
        .hasMessageContaining("currentSchema");
    assertThat(foreign.number("select count(*) from pg_tables where schemaname = current_schema()"))
        .isEqualTo(1);
  }

  @Test
  void aServerThatIsNotThereOrLetsNobodyInIsNamedWithWhatToDo() {
    assertRefused(
        new PostgresAddress("jdbc:postgresql://localhost:1/dromedary", "postgres", "pw-4711"),
        "Check host and port");
    PostgresAddress there = schema.address();
    assertRefused(
        new PostgresAddress(there.url(), "nobody", "pw-4711"), "Check dromedary.store.user");
    assertRefused(
        new PostgresAddress(there.url().replace("/postgres?", "/nowhere?"), "postgres", "pw-4711"),
        "Make the database first");
  }

  @Test
  void anotherPasswordIsTriedFirstAndUsedByEveryConnectionFromThenOn() throws Exception {
    PostgresAddress there = schema.address();
    try (PostgresStore store = PostgresStore.open(there, "node", Duration.ofSeconds(60))) {
      store.tryPassword("any-since-this-server-trusts");
      store.usePassword("any-since-this-server-trusts");
      assertThat(StoreFacts.of(store.database()).database()).isEqualTo("postgresql");
    }
    PostgresAddress closed =
        new PostgresAddress("jdbc:postgresql://localhost:1/none", "postgres", "old");
    assertThatThrownBy(
            () -> new PostgresDatabase(new OwnConnections(closed)).tryPassword("pw-4711"))
        .isInstanceOf(StoreException.class)
        .hasMessageNotContaining("pw-4711");
  }

  private static void assertRefused(PostgresAddress address, String advice) {
    assertThatThrownBy(() -> PostgresStore.open(address, "node", Duration.ofSeconds(60)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("opening the store jdbc:postgresql://localhost")
        .hasMessageContaining(advice)
        .hasMessageNotContaining("pw-4711");
  }

  @Test
  void aConnectionThatTheServerEndsIsMadeAnewByItself() throws Exception {
    store.accept(key("before").event()).get(20, TimeUnit.SECONDS);
    schema.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where application_name = 'dromedary-writer'");

    CompletableFuture<Accepted> cut = store.accept(key("cut").event());
    assertThatThrownBy(() -> cut.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StoreException.class);

    assertThat(store.accept(key("after").event()).get(20, TimeUnit.SECONDS).stored()).isTrue();
    assertThat(store.isUp()).isTrue();
  }

  @Test
  void whatIsReadTogetherIsReadAsOfOneMoment() throws Exception {
    long[] counted =
        store
            .database()
            .read(
                "counting twice",
                connection -> {
                  long first = count(connection);
                  try {
                    store.accept(key("between").event()).get(20, TimeUnit.SECONDS);
                  } catch (Exception e) {
                    throw new SQLException(e);
                  }
                  return new long[] {first, count(connection)};
                });

    assertThat(counted).containsExactly(0, 0);
    assertThat(store.unrouted()).isEqualTo(1);
  }

  private static long count(java.sql.Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from event")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
