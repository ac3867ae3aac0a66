package io.dromedary.signature;

import io.dromedary.event.Callback;
import io.dromedary.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The provider's side, written with the JDK alone. */
final class Signing {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private Signing() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] hmac(String algorithm, byte[] key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String hex(String algorithm, String secret, String body) {
    return HexFormat.of().formatHex(hmac(algorithm, utf8(secret), utf8(body)));
  }

  /** Headers come in pairs of name and value; a name may come again. */
  static Callback callback(String body, String... headers) {
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      map.computeIfAbsent(headers[i], first -> new ArrayList<>()).add(headers[i + 1]);
    }
    return new Callback(utf8(body), map, Map.of());
  }

  static SignatureVerifier verifier(String scheme, String... secrets) {
    return verifier(SignatureScheme.preset(scheme), secrets);
  }

  static SignatureVerifier verifier(SignatureScheme scheme, String... secrets) {
    return new SignatureVerifier(
        scheme, Arrays.stream(secrets).map(secret -> NamedSecret.parse(secret, scheme)).toList());
  }

  static Secrets secrets(String key, @Nullable String value) {
    return Secrets.of(value == null ? Map.of() : Map.of(key, value), variable -> null);
  }
}
