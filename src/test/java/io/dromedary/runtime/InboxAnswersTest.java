package io.dromedary.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a provider is answered, through the whole runtime with the shipped routes: the rows of
 * docs/contracts.md, section "Answers to a callback", that the inbox has a part in.
 */
class InboxAnswersTest {
  private static final SentEvent EVENT = SentEvent.ofType("issues.issueCreated.v1");
  private static final String OTHER_SECRET = "anotherSecretOfTheSameKind0123456789";
  private static final Set<String> OUR_HEADERS =
      Set.of("content-type", "content-length", "retry-after", "allow", "connection");

  final RunningDromedary.Setup setup;

  InboxAnswersTest(@TempDir Path folder) {
    setup = RunningDromedary.in(folder);
  }

  private static void assert200(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("accepted\n");
    assertThat(answer.headers().map().keySet()).isSubsetOf(OUR_HEADERS);
  }

  private static void assert503(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValueAsLong("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("Exception").hasLineCount(1);
    assertThat(answer.headers().map().keySet()).isSubsetOf(OUR_HEADERS);
  }

  private static void assert401(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("unauthorized\n");
    assertThat(answer.headers().map().keySet()).isSubsetOf(OUR_HEADERS);
  }

  @Test
  void anAuthenticCallbackIsStoredBeforeItIsAnswered() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      assert200(dromedary.itwin().send(EVENT.body(), "X-Inbound", "kept out of the answer"));

      assertThat(dromedary.stored().events())
          .singleElement()
          .satisfies(event -> assertThat(event.body()).isEqualTo(EVENT.body()));
    }
  }

  @Test
  void aRepeatIsAnsweredLikeTheFirstAndStoredOnce() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      assert200(dromedary.itwin().send(EVENT.body()));
      assert200(dromedary.itwin().send(EVENT.body()));

      assertThat(dromedary.stored().events()).hasSize(1);
    }
  }

  @Test
  void aRepeatAfterARestartIsADuplicateToo() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      assert200(dromedary.itwin().send(EVENT.body()));
    }
    try (RunningDromedary dromedary = setup.start()) {
      assert200(dromedary.itwin().send(EVENT.body()));

      assertThat(dromedary.stored().events()).hasSize(1);
    }
  }

  @Test
  void theSameIdWithOtherBytesIsKeptAsAConflict() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      assert200(dromedary.itwin().send(EVENT.body()));
      assert200(dromedary.itwin().send((EVENT.text() + " ").getBytes(UTF_8)));
      assert200(dromedary.itwin().send((EVENT.text() + " ").getBytes(UTF_8)));

      assertThat(dromedary.stored().events())
          .extracting(StoredRows.Event::marks)
          .containsExactly(null, "conflict");
    }
  }

  @Test
  void anotherDeliveryIdOfTheSameContentIsKeptAsAPossibleDuplicate() throws Exception {
    byte[] body = SentEvent.ofType("dm.version.added").body();
    try (RunningDromedary dromedary = setup.start()) {
      assert200(dromedary.aps().send(body, "x-adsk-delivery-id", "trace/1"));
      assert200(dromedary.aps().send(body, "x-adsk-delivery-id", "trace/1"));
      assert200(dromedary.aps().send(body, "x-adsk-delivery-id", "trace/2"));

      assertThat(dromedary.stored().events())
          .extracting(StoredRows.Event::marks)
          .containsExactly(null, "possible-duplicate");
    }
  }

  @Test
  void whatCannotBeReadIsKeptAndParked() throws Exception {
    List<String> bodies =
        List.of(
            "",
            "{",
            "[]",
            "42",
            "\"text\"",
            "{}",
            "{\"eventType\":null}",
            "{\"eventType\":{}}",
            "\u0000",
            "not json");
    try (RunningDromedary dromedary = setup.start()) {
      for (String body : bodies) {
        assert200(dromedary.itwin().send(body.getBytes(UTF_8)));
      }
      assert200(dromedary.itwin().send(new byte[] {(byte) 0xff, (byte) 0xfe, 0, '{'}));

      assertThat(dromedary.stored().events())
          .hasSize(bodies.size() + 1)
          .allMatch(event -> event.state().equals("parked") && "read".equals(event.stage()));
    }
  }

  @Test
  void aCodedBodyIsVerifiedAndArchivedAsItCameAndReadAsItWas() throws Exception {
    byte[] coded = gzip(EVENT.body());
    try (RunningDromedary dromedary = setup.start()) {
      assert200(dromedary.itwin().send(coded, "Content-Encoding", "gzip"));
      assert200(
          dromedary.itwin().send("not gzip at all".getBytes(UTF_8), "Content-Encoding", "gzip"));

      List<StoredRows.Event> events = dromedary.stored().events();
      assertThat(events.get(0).eventType()).isEqualTo("issues.issueCreated.v1");
      assertThat(events.get(0).body()).isEqualTo(coded);
      assertThat(events.get(1).stage()).isEqualTo("read");
    }
  }

  @Test
  void aTypeThatNobodyKnowsIsDelivered() throws Exception {
    SentEvent unknown = EVENT.with("issues.issueCreated.v1", "somethingNew.happened.v1");
    try (RunningDromedary dromedary = setup.start()) {
      assert200(dromedary.itwin().send(unknown.body()));
      dromedary.awaitDelivered();

      assertThat(dromedary.data().resolve("archive/itwin/somethingNew")).isDirectory();
    }
  }

  @Test
  void aMissingOrWrongSignatureIsAnswered401AndNothingIsKept() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      assert401(dromedary.itwin().sendUnsigned(EVENT.body()));
      assert401(dromedary.itwin().withSecret(OTHER_SECRET).send(EVENT.body()));
      assert401(dromedary.aps().sendUnsigned(EVENT.body()));
      assert401(dromedary.aps().withSecret(OTHER_SECRET).send(EVENT.body()));

      assertThat(dromedary.stored().events()).isEmpty();
    }
  }

  @Test
  void aSourceWithoutASecretIsNotThere() throws Exception {
    try (RunningDromedary dromedary =
        setup.withoutSecrets().environment("ITWIN_SECRET", RunningDromedary.ITWIN_SECRET).start()) {
      HttpResponse<String> answer = dromedary.aps().send(EVENT.body());

      assertThat(answer.statusCode()).isEqualTo(404);
      assert200(dromedary.itwin().send(EVENT.body()));
    }
  }

  @Test
  void moreThanMayWaitToBeRoutedIsRefusedUntilTheyAreRouted() throws Exception {
    try (RunningDromedary dromedary = setup.with("dromedary.inbox.maxEvents=2").start()) {
      dromedary.dromedary().camelContext().getRouteController().stopRoute("itwin-dispatch");
      List<SentEvent> events = SentEvent.oneOfEachType();
      assert200(dromedary.itwin().send(events.get(0).body()));
      assert200(dromedary.itwin().send(events.get(1).body()));

      assert503(dromedary.itwin().send(events.get(2).body()));
      assertThat(dromedary.get("/callbacks/health").statusCode()).isEqualTo(503);
      assertThat(dromedary.health().statusCode()).isEqualTo(503);
      assertThat(dromedary.stored().events()).hasSize(2);

      dromedary.dromedary().camelContext().getRouteController().startRoute("itwin-dispatch");
      dromedary.awaitDelivered();
      assert200(dromedary.itwin().send(events.get(2).body()));
      assertThat(dromedary.get("/callbacks/health").statusCode()).isEqualTo(200);
      assertThat(dromedary.health().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void nothingIsTakenBelowTheReserveOfTheDisk() throws Exception {
    try (RunningDromedary dromedary =
        setup.with("dromedary.store.minFreeSpace=" + Long.MAX_VALUE).start()) {
      assert503(dromedary.itwin().send(EVENT.body()));

      assertThat(dromedary.get("/callbacks/health").statusCode()).isEqualTo(503);
      assertThat(dromedary.stored().events()).isEmpty();
    }
  }

  @Test
  void aCommitThatTakesLongerThanTheDeadlineIsAnswered503AndItsRepeatIsADuplicate()
      throws Exception {
    try (RunningDromedary dromedary = setup.with("dromedary.inbox.answerDeadline=200ms").start()) {
      try (Connection locking = dromedary.stored().connect();
          Statement statement = locking.createStatement()) {
        dromedary.stored().lock(statement);

        assert503(dromedary.itwin().send(EVENT.body()));

        statement.execute("rollback");
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> !dromedary.stored().events().isEmpty());
      assert200(dromedary.itwin().send(EVENT.body()));
      assertThat(dromedary.stored().events()).hasSize(1);
    }
  }

  @Test
  void aStoreThatCannotCommitIsAnswered503AndTriedAgain() throws Exception {
    try (RunningDromedary dromedary = setup.with("dromedary.inbox.answerDeadline=30s").start()) {
      try (Connection locking = dromedary.stored().connect();
          Statement statement = locking.createStatement()) {
        dromedary.stored().lock(statement);

        assert503(dromedary.itwin().send(EVENT.body()));
        assertThat(dromedary.get("/callbacks/health").statusCode()).isEqualTo(503);

        statement.execute("rollback");
      }
      assert200(dromedary.itwin().send(EVENT.body()));
      assertThat(dromedary.get("/callbacks/health").statusCode()).isEqualTo(200);
      assertThat(dromedary.stored().events()).hasSize(1);
    }
  }

  @Test
  void aStoreThatIsGoneIsAnswered503() throws Exception {
    try (RunningDromedary dromedary = setup.start()) {
      dromedary.dromedary().store().close();

      assert503(dromedary.itwin().send(EVENT.body()));
      assert503(dromedary.aps().send(SentEvent.ofType("dm.version.added").body()));
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream coding = new GZIPOutputStream(bytes)) {
      coding.write(body);
    }
    return bytes.toByteArray();
  }
}
