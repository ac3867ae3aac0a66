package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is different about Autodesk Platform Services: keys, the path, hooks without a hook. */
class ApsEnvelopeTest {
  private static final String HOOK = "1fcd3e30-9f3f-11e7-951f-0fd5337ed5ce";
  private static final String DELIVERY_ID =
      "httpadapter~autodesk.data.fevnt.example~5059ff4f452f4a3ebb50677da14869e2"
          + "/269e11c4-3c93-4458-ab50-7abecc3df2ec";
  private static final String BODY =
      """
      {"version":"1.0","resourceUrn":"urn:adsk.wipprod:fs.file:vf.0zvdp3CoTzWDcZC_wL0kJA?version=1",
       "hook":{"system":"data","event":"dm.version.added","hookId":"%s",
               "createdDate":"2017-09-22T02:38:32.341+0000","status":"active"},
       "payload":{"ext":"txt","version":"1","sizes":[1,2.50]}}"""
          .formatted(HOOK);

  private final EnvelopeReader reader = new EnvelopeReader(EnvelopeSpec.preset("aps"));

  private Envelope read(String body) {
    return reader.read(Callbacks.of(body));
  }

  @Test
  void theHookSaysEverythingAndItsDateIsNotThatOfTheEvent() {
    Envelope envelope = read(BODY);

    assertThat(envelope.problem()).isNull();
    assertThat(envelope.eventType()).isEqualTo("dm.version.added");
    assertThat(envelope.system()).isEqualTo("data");
    assertThat(envelope.domain()).isEqualTo("data");
    assertThat(envelope.subscription()).isEqualTo(HOOK);
    assertThat(envelope.enqueuedAt()).isNull();
    assertThat(envelope.messageId()).isNull();
  }

  @Test
  void theDeliveryIdIsTheDuplicateKeyAndTheCompositeTheContentKey() {
    Envelope envelope = reader.read(Callbacks.withHeader(BODY, "X-Adsk-Delivery-Id", DELIVERY_ID));

    assertThat(envelope.duplicateKey()).isEqualTo(DELIVERY_ID);
    assertThat(envelope.contentKey()).matches("sha256:[0-9a-f]{64}");
    assertThat(envelope.contentKey()).isEqualTo(read(BODY).contentKey());
    assertThat(envelope.messageId()).isNull();
  }

  @Test
  void withoutADeliveryIdTheCompositeIsTheDuplicateKey() {
    assertThat(read(BODY).duplicateKey()).startsWith("sha256:").isEqualTo(read(BODY).contentKey());
  }

  @Test
  void theCompositeIsWhatTheContractSays() {
    String payload = Sha256.hex("{\"ext\":\"txt\",\"sizes\":[1,2.50],\"version\":\"1\"}");
    String parts =
        "[\""
            + HOOK
            + "\",\"dm.version.added\","
            + "\"urn:adsk.wipprod:fs.file:vf.0zvdp3CoTzWDcZC_wL0kJA?version=1\",\""
            + payload
            + "\"]";

    assertThat(read(BODY).contentKey()).isEqualTo("sha256:" + Sha256.hex(parts));
  }

  @Test
  void whatMayChangeBetweenAttemptsDoesNotChangeTheComposite() {
    String retry =
        """
        { "payload" : { "sizes" : [ 1, 2.50 ], "version" : "1", "ext" : "t\\u0078t" },
          "hook" : { "hookId" : "%s", "event" : "dm.version.added", "system" : "data",
                     "status" : "reactivated", "lastUpdatedDate" : "2026-01-01T00:00:00Z" },
          "resourceUrn" : "urn:adsk.wipprod:fs.file:vf.0zvdp3CoTzWDcZC_wL0kJA?version=1" }
        """
            .formatted(HOOK);

    assertThat(read(retry).contentKey()).isEqualTo(read(BODY).contentKey());
  }

  @Test
  void whatMakesAnotherEventChangesTheComposite() {
    String key = read(BODY).contentKey();

    assertThat(read(BODY.replace(HOOK, "other")).contentKey()).isNotEqualTo(key);
    assertThat(read(BODY.replace("dm.version.added", "dm.version.deleted")).contentKey())
        .isNotEqualTo(key);
    assertThat(read(BODY.replace("?version=1", "?version=2")).contentKey()).isNotEqualTo(key);
    assertThat(read(BODY.replace("\"version\":\"1\"", "\"version\":1")).contentKey())
        .isNotEqualTo(key);
    assertThat(read(BODY.replace("2.50", "2.5")).contentKey()).isNotEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hookId", "hookid", "hookID"})
  void theHooksIdIsFoundInEverySpelling(String spelling) {
    assertThat(read(BODY.replace("hookId", spelling)).subscription()).isEqualTo(HOOK);
  }

  @Test
  void thePathStandsInForABodyWithoutAHook() {
    Map<String, String> path = Map.of("system", "adsk.c4r", "event", "model.sync");
    String bare = "{\"state\":\"SYNC_COMPLETE\",\"projectId\":\"p\"}";

    Envelope envelope = reader.read(Callbacks.withPath(bare, path));

    assertThat(envelope.problem()).isNull();
    assertThat(envelope.eventType()).isEqualTo("model.sync");
    assertThat(envelope.system()).isEqualTo("adsk.c4r");
    assertThat(envelope.domain()).isEqualTo("c4r");
    assertThat(envelope.subscription()).isNull();
    assertThat(envelope.duplicateKey())
        .isEqualTo(
            reader
                .read(
                    Callbacks.withPath(
                        " {\"projectId\":\"p\", \"state\":\"SYNC_COMPLETE\"}\n", path))
                .duplicateKey());
    assertThat(
            reader.read(Callbacks.withPath(bare.replace("COMPLETE", "START"), path)).duplicateKey())
        .isNotEqualTo(envelope.duplicateKey());
  }

  @Test
  void anEnvelopeWithoutItsHookTakesOnlyWhatItLacksFromThePath() {
    Map<String, String> path = Map.of("system", "derivative", "event", "extraction.finished");

    Envelope withoutHook =
        reader.read(Callbacks.withPath("{\"resourceUrn\":\"u\",\"payload\":{\"a\":1}}", path));
    Envelope withHook = reader.read(Callbacks.withPath(BODY, path));

    assertThat(withoutHook.eventType()).isEqualTo("extraction.finished");
    assertThat(withoutHook.problem()).isNull();
    assertThat(withHook.eventType()).isEqualTo("dm.version.added");
    assertThat(withHook.system()).isEqualTo("data");
  }

  @Test
  void constantsStandInForAHookToo() {
    EnvelopeReader fixed =
        new EnvelopeReader(
            EnvelopeSpec.preset("aps")
                .withSystem("/hook/system,constant:adsk.c4r")
                .withEventType("/hook/event,constant:model.publish"));

    assertThat(fixed.read(Callbacks.of("{\"state\":\"x\"}")))
        .extracting(Envelope::system, Envelope::eventType, Envelope::domain, Envelope::problem)
        .containsExactly("adsk.c4r", "model.publish", "c4r", null);
  }

  @Test
  void aWildcardInPlaceOfTheEventIsKeptAsItIs() {
    Envelope envelope = read(BODY.replace("dm.version.added", "dm.*"));

    assertThat(envelope.problem()).isNull();
    assertThat(envelope.eventType()).isEqualTo("dm.*");
    assertThat(envelope.system()).isEqualTo("data");
    assertThat(envelope.domain()).isEqualTo("data");
  }

  @Test
  void aSystemThatNobodyNamedIsNoProblem() {
    Envelope envelope = read("{\"hook\":{\"event\":\"x.y\"},\"payload\":{}}");

    assertThat(envelope.problem()).isNull();
    assertThat(envelope.system()).isNull();
    assertThat(envelope.domain()).isEqualTo("unknown");
  }

  @Test
  void aPayloadMayBeAnyValueAndStandAnywhere() {
    for (String payload : new String[] {"\"t\"", "17", "-1.5e3", "true", "[]", "{}", "[{},[]]"}) {
      String last = "{\"hook\":{\"event\":\"e\"},\"payload\":" + payload + "}";
      String spaced =
          "\ufeff { \"payload\" :  " + payload + "  , \"hook\" : {\"event\" : \"e\"} } ";

      assertThat(read(last).problem()).isNull();
      assertThat(read(spaced).contentKey()).as(payload).isEqualTo(read(last).contentKey());
    }
  }

  @Test
  void malformedCallbacksKeepTheirDeliveryId() {
    Envelope envelope =
        reader.read(Callbacks.withHeader("not json", "x-adsk-delivery-id", DELIVERY_ID));

    assertThat(envelope.problem()).startsWith("the body is not JSON");
    assertThat(envelope.duplicateKey()).isEqualTo(DELIVERY_ID);
    assertThat(envelope.contentKey()).isEqualTo("sha256:" + Sha256.hex("not json"));
  }
}
