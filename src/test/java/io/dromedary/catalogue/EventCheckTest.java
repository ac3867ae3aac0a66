package io.dromedary.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.catalogue.Checked.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies are checked against the schema of their type; no value of a body is ever told. */
class EventCheckTest {
  private static final String TYPE = "iModels.iModelDeleted.v1";
  private static final EventCheck CHECK = new EventCheck(Catalogue.shipped());

  static Stream<EventEntry> entries() {
    return Catalogue.shipped().entries().stream().filter(entry -> !entry.isFamily());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("entries")
  void theSampleOfEachTypeFits(EventEntry entry) {
    byte[] body = entry.body(new Random(7), Instant.parse("2026-11-22T10:00:00Z"));

    Checked checked = CHECK.check(entry.source(), entry.system(), entry.type(), body);

    assertThat(checked).isEqualTo(new Checked(Result.VALID, entry, null));
  }

  @Test
  void whatDoesNotFitIsToldByItsPlaceAndRuleAndNeverByItsValue() throws IOException {
    ObjectNode body = deletedModel();
    ((ObjectNode) body.get("content")).put("userId", 4711).remove("imodelId");
    body.put("iTwinId", true).put("enqueuedDateTime", "jane@example.com").remove("messageId");

    Checked checked = itwin(body);

    assertThat(checked.result()).isEqualTo(Result.INVALID);
    assertThat(checked.reason())
        .isEqualTo(
            "/content/userId is an integer, expected string;"
                + " /content/imodelId or /content/iModelId is missing;"
                + " /iTwinId is a boolean, expected string;"
                + " and 2 more");
  }

  @Test
  void aValueThatHasNoneOfTheFormsIsToldOnce() throws IOException {
    assertThat(itwin(deletedModel().put("enqueuedDateTime", "jane@example.com")).reason())
        .isEqualTo(
            "/enqueuedDateTime is a string of 16 characters, expected one of the forms that"
                + " /enqueuedDateTime has in the schema");
  }

  @Test
  void anEventTypeInAnotherPlaceThanItsOwnIsToldByTheSchemasWord() throws IOException {
    assertThat(itwin(deletedModel().put("eventType", "secret.of.somebody")).reason())
        .isEqualTo(
            "/eventType is a string of 18 characters, expected \"iModels.iModelDeleted.v1\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "5", "null", "\"iModels\""})
  void aBodyThatIsNoObjectDoesNotFit(String body) {
    Checked checked = CHECK.check("itwin", "iModels", TYPE, utf8(body));

    assertThat(checked.result()).isEqualTo(Result.INVALID);
    assertThat(checked.reason()).startsWith("the body is ").endsWith(", expected object");
  }

  /** docs/contracts.md, sections A5, A6 and B1. */
  @Test
  void whatIsOddAndToleratedIsNoFinding() throws IOException {
    ObjectNode spelled = deletedModel();
    ((ObjectNode) spelled.get("content"))
        .put("iModelId", "1")
        .put("a key that nobody documents", 1)
        .remove("imodelId");
    spelled.put("Base Event eventType", "undefined").put("another", "key");
    assertThat(itwin(spelled).result()).isEqualTo(Result.VALID);

    for (String time :
        List.of(
            "11/3/2023 8:07:01 PM",
            "2023-11-03T20:07:01Z",
            "2023-11-03T20:07:01.123+0000",
            "2023-11-03T20:07:01+00:00",
            "1699042021000")) {
      assertThat(itwin(deletedModel().put("enqueuedDateTime", time)).result())
          .as(time)
          .isEqualTo(Result.VALID);
    }
    assertThat(itwin(deletedModel().put("enqueuedDateTime", 1_699_042_021_000L)).result())
        .isEqualTo(Result.VALID);
  }

  @Test
  void anEventOfWebhooksV1IsHeldAgainstItsOwnEnvelope() throws IOException {
    String body =
        """
        {"content":{"imodelId":"72640bf2","projectId":"ce40a55a"},"contentType":"ChangesReadyEvent",
         "enqueuedDateTime":"2021-06-01T12:00:00Z","messageId":"m1","subscriptionId":"s1"}""";

    assertThat(CHECK.check("itwin", "iModels", "ChangesReadyEvent", utf8(body)).result())
        .isEqualTo(Result.VALID);
    assertThat(
            CHECK
                .check(
                    "itwin",
                    "iModels",
                    "ChangesReadyEvent",
                    utf8(body.replace("subscriptionId", "webhookId")))
                .reason())
        .isEqualTo("/subscriptionId is missing");
  }

  @Test
  void whatTheCatalogueDoesNotHaveIsNotChecked() {
    assertThat(CHECK.check("itwin", "iModels", "iModels.iModelDeleted.v9", utf8("[]")).result())
        .isEqualTo(Result.NEWER_VERSION);
    assertThat(CHECK.check("itwin", "iModels", "iModels.iModelPainted.v1", utf8("[]")))
        .isEqualTo(new Checked(Result.UNKNOWN_TYPE, null, null));
    assertThat(CHECK.check("plant", null, "valve.closed", utf8("[]")).result())
        .isEqualTo(Result.UNKNOWN_TYPE);
    assertThat(CHECK.check("itwin", null, null, utf8("[]")).result())
        .isEqualTo(Result.UNKNOWN_TYPE);
  }

  @Test
  void whatIsCompressedOrTooLargeIsNotChecked() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(utf8(deletedModel().toString()));
    }
    assertThat(CHECK.check("itwin", "iModels", TYPE, compressed.toByteArray()).result())
        .isEqualTo(Result.UNCHECKED);

    String filler = " ".repeat(EventCheck.LARGEST);
    assertThat(CHECK.check("itwin", "iModels", TYPE, utf8("[]" + filler)).result())
        .isEqualTo(Result.UNCHECKED);
  }

  @Test
  void aLargeBodyIsToldByItsFirstMisfitOnly() throws IOException {
    ObjectNode fits = deletedModel().put("filler", "x".repeat(100_000));
    assertThat(itwin(fits).result()).isEqualTo(Result.VALID);

    ObjectNode other = fits.deepCopy().put("iTwinId", 1).put("webhookId", 2);
    assertThat(itwin(other).reason()).isEqualTo("/iTwinId is an integer, expected string");
  }

  @Test
  void aBodyAsDeepAsItMayBeIsNoFailure() throws IOException {
    String deep = "[".repeat(990) + "]".repeat(990);
    ObjectNode body = deletedModel();
    body.set("deep", new ObjectMapper().readTree(deep));

    assertThat(itwin(body).result()).isEqualTo(Result.VALID);
    assertThat(
            CHECK
                .check("itwin", "iModels", TYPE, utf8("[".repeat(5000) + "]".repeat(5000)))
                .result())
        .isEqualTo(Result.UNCHECKED);
  }

  @Test
  void manyThreadsGetTheSameAnswersFromTheFirstCheckOn() throws Exception {
    EventCheck fresh = new EventCheck(Catalogue.shipped());
    byte[] fits = utf8(deletedModel().toString());
    byte[] misfit = utf8(deletedModel().put("iTwinId", 1).toString());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> checks =
          IntStream.range(0, 400)
              .<Callable<Boolean>>mapToObj(
                  i ->
                      () ->
                          fresh.check("itwin", "iModels", TYPE, i % 2 == 0 ? fits : misfit).result()
                              == (i % 2 == 0 ? Result.VALID : Result.INVALID))
              .toList();
      for (Future<Boolean> answer : threads.invokeAll(checks)) {
        assertThat(answer.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static Checked itwin(ObjectNode body) {
    return CHECK.check("itwin", "iModels", TYPE, utf8(body.toString()));
  }

  private static ObjectNode deletedModel() throws IOException {
    EventEntry entry = ((Known.Exactly) Catalogue.shipped().find("itwin", "iModels", TYPE)).entry();
    return (ObjectNode)
        new ObjectMapper()
            .readTree(entry.body(new Random(7), Instant.parse("2026-11-22T10:00:00Z")));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
