package io.dromedary.signature;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a provider signs its callbacks, as data.
 *
 * @param name of the preset it is or was made from
 * @param whenUnsigned for our log: the likely cause of a callback without a signature; null when
 *     there is none but forgery
 */
record SignatureScheme(
    String name,
    SignatureHeader header,
    HmacAlgorithm algorithm,
    SignedContent signed,
    SecretFormat secrets,
    @Nullable String whenUnsigned) {

  /** Bentley iTwin Webhooks V2 and V1; docs/contracts.md, sections A2, A4 and A7. */
  private static final SignatureScheme ITWIN =
      new SignatureScheme(
          "itwin",
          new SignatureHeader("Signature", "sha256=", false, DigestEncoding.HEX, false),
          HmacAlgorithm.SHA256,
          SignedContent.BODY,
          new SecretFormat(
              SecretFormat.Encoding.TEXT,
              32,
              List.of(JsonPointer.compile("/webhookId"), JsonPointer.compile("/subscriptionId"))),
          null);

  /** Autodesk Platform Services Webhooks v1; docs/contracts.md, section B2. */
  private static final SignatureScheme APS =
      new SignatureScheme(
          "aps",
          new SignatureHeader("x-adsk-signature", "sha1hash=", true, DigestEncoding.HEX, false),
          HmacAlgorithm.SHA1,
          SignedContent.BODY,
          new SecretFormat(
              SecretFormat.Encoding.TEXT, 1, List.of(JsonPointer.compile("/hook/hookId"))),
          "most likely no secret token is set at APS, which signs nothing until one is set "
              + "(POST https://developer.api.autodesk.com/webhooks/v1/tokens)");

  /** GitHub; docs/contracts.md, section C2. */
  private static final SignatureScheme GITHUB =
      new SignatureScheme(
          "github",
          new SignatureHeader("X-Hub-Signature-256", "sha256=", true, DigestEncoding.HEX, false),
          HmacAlgorithm.SHA256,
          SignedContent.BODY,
          new SecretFormat(SecretFormat.Encoding.TEXT, 1, List.of()),
          "most likely the webhook has no secret at GitHub, which signs nothing without one");

  /** Standard Webhooks 1.0.0, symmetric; docs/contracts.md, section C1. */
  private static final SignatureScheme STANDARD_WEBHOOKS =
      new SignatureScheme(
          "standard-webhooks",
          new SignatureHeader("webhook-signature", "v1,", true, DigestEncoding.BASE64, true),
          HmacAlgorithm.SHA256,
          SignedContent.of(
              "{id}.{timestamp}.{body}",
              "webhook-id",
              new SignedContent.Timestamp("webhook-timestamp", Duration.ofMinutes(5))),
          new SecretFormat(SecretFormat.Encoding.BASE64, 24, List.of()),
          null);

  /** What a new provider starts from; its header has yet to be named. */
  private static final SignatureScheme HMAC =
      new SignatureScheme(
          "hmac",
          new SignatureHeader("", "", false, DigestEncoding.HEX, false),
          HmacAlgorithm.SHA256,
          SignedContent.BODY,
          new SecretFormat(SecretFormat.Encoding.TEXT, 1, List.of()),
          null);

  private static final Map<String, SignatureScheme> PRESETS = new TreeMap<>();

  static {
    for (SignatureScheme scheme : List.of(ITWIN, APS, GITHUB, STANDARD_WEBHOOKS, HMAC)) {
      PRESETS.put(scheme.name, scheme);
    }
  }

  /**
   * @throws IllegalArgumentException when there is no such preset
   */
  static SignatureScheme preset(String name) {
    SignatureScheme preset = PRESETS.get(name);
    if (preset == null) {
      throw new IllegalArgumentException("there is no scheme %s; %s".formatted(name, choice()));
    }
    return preset;
  }

  /** The names of all presets. */
  static List<String> presets() {
    return List.copyOf(PRESETS.keySet());
  }

  /** For error messages. */
  static String choice() {
    return "use one of " + String.join(", ", PRESETS.keySet());
  }
}
