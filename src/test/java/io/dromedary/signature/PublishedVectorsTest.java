package io.dromedary.signature;

import static io.dromedary.signature.Signing.NOW;
import static io.dromedary.signature.Signing.callback;
import static io.dromedary.signature.Signing.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.signature.Verification.Authentic;
import io.dromedary.signature.Verification.Refused;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The triples of secret, body and signature in docs/contracts.md, sections A4, B2, C1 and C2. */
class PublishedVectorsTest {
  private static final String ITWIN_SECRET =
      "4eb25d308ef2a9722ffbd7a2b7e5026f9d1f2feaca5999611d4ef8692b1ad70d";
  private static final String ITWIN_BODY =
      "{\"content\":{\"userId\":\"e5c7ae4f-2d72-4319-b96a-d46492e4f860\",\"imodelId\":\"72640bf2-2173-4276-b896-c157bee0df76\"},\"eventType\":\"iModels.iModelDeleted.v1\",\"iTwinId\":\"ce40a55a-6954-4de3-85c7-f796c3e423d9\",\"messageId\":\"32369e4b-c9ff-47e4-b422-83b97247ce5b\",\"webhookId\":\"7da4ba7e-3a35-4d97-a1b0-6d453aa97493\",\"enqueuedDateTime\":\"11/3/2023 8:07:01 PM\"}";
  private static final String ITWIN_SIGNATURE =
      "sha256=7546086f6e48a8f76c06321c140bbb6bd1d9a4b539a62623efe94455d86f5738";

  private static final String APS_SECRET = "awffbvdb3trf4fvdfbUyt39suHnbe5Mnrks3";
  private static final String APS_BODY =
      "{\"version\":\"1.0\",\"resourceUrn\":\"urn:adsk.wipprod:fs.file:vf.0zvdp3CoTzWDcZC_wL0kJA?version=1\",\"hook\":{\"system\":\"data\",\"event\":\"dm.version.added\",\"hookId\":\"1fcd3e30-9f3f-11e7-951f-0fd5337ed5ce\"},\"payload\":{\"ext\":\"txt\",\"version\":\"1\"}}";
  private static final String APS_SIGNATURE = "sha1hash=8eafbb455275e7c9e82efe8b6ae3d874da93c9d2";

  @Test
  void itwin() {
    assertThat(ITWIN_BODY).hasSize(343);
    assertThat(
            verifier("itwin", ITWIN_SECRET)
                .verify(callback(ITWIN_BODY, "Signature", ITWIN_SIGNATURE), NOW))
        .isEqualTo(new Authentic());
  }

  @Test
  void itwinKeyIsTheTextOfTheSecretAndNotTheBytesItsHexStandsFor() {
    byte[] wrongKey = HexFormat.of().parseHex(ITWIN_SECRET);
    String digest =
        HexFormat.of().formatHex(Signing.hmac("HmacSHA256", wrongKey, Signing.utf8(ITWIN_BODY)));
    assertThat(digest).startsWith("e9deb675").endsWith("80d");
    assertThat(
            verifier("itwin", ITWIN_SECRET)
                .verify(callback(ITWIN_BODY, "Signature", "sha256=" + digest), NOW))
        .isEqualTo(new Refused(Rejection.WRONG_SIGNATURE, "Signature"));
  }

  @Test
  void aps() {
    assertThat(APS_BODY).hasSize(232);
    assertThat(
            verifier("aps", APS_SECRET)
                .verify(callback(APS_BODY, "x-adsk-signature", APS_SIGNATURE), NOW))
        .isEqualTo(new Authentic());
  }

  @Test
  void github() {
    assertThat(
            verifier("github", "It's a Secret to Everybody")
                .verify(
                    callback(
                        "Hello, World!",
                        "X-Hub-Signature-256",
                        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
                    NOW))
        .isEqualTo(new Authentic());
  }

  @Test
  void standardWebhooksFirst() {
    assertThat(
            standardWebhooks(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="))
        .isEqualTo(new Authentic());
  }

  @Test
  void standardWebhooksFirstWithItsLastByteChanged() {
    assertThat(
            standardWebhooks(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA="))
        .isEqualTo(new Refused(Rejection.WRONG_SIGNATURE, "webhook-signature"));
  }

  @Test
  void standardWebhooksSecond() {
    assertThat(
            standardWebhooks(
                "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
                "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                1649367553,
                "{\"email\":\"test@example.com\",\"username\":\"test_user\"}",
                "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="))
        .isEqualTo(new Authentic());
  }

  private static Verification standardWebhooks(
      String secret, String id, long timestamp, String body, String signature) {
    return verifier("standard-webhooks", secret)
        .verify(
            callback(
                body,
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(timestamp),
                "webhook-signature",
                signature),
            Instant.ofEpochSecond(timestamp));
  }
}
