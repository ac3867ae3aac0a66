package io.dromedary.host;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A callback of iTwin as the provider signs it, computed here and not by the code under test. */
record SignedBody(byte[] bytes, String signature) {
  static final String SECRET = "a-secret-of-the-hosts-with-more-than-32-characters";

  static SignedBody of(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return new SignedBody(bytes, "sha256=" + HexFormat.of().formatHex(mac.doFinal(bytes)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static SignedBody event(String type, String messageId) {
    return of(
        """
        {"content":{"name":"Brücke"},"eventType":"%s","iTwinId":"ce40a55a","messageId":"%s",\
        "webhookId":"7da4ba7e","enqueuedDateTime":"11/3/2023 8:07:01 PM"}"""
            .formatted(type, messageId)
            .getBytes(StandardCharsets.UTF_8));
  }
}
