package io.dromedary.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.Callback;
import io.dromedary.signature.Verification.Authentic;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Random schemes, secrets and bodies; one byte changed must always be noticed. */
class VerifierAgreesWithAnIndependentComputationTest {
  private static final int ROUNDS = 2_000;

  @Test
  void onAuthenticAndOnForgedCallbacks() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Case one = Case.random(random);
      assertThat(one.verify(one.body, one.digest))
          .as("seed %d, round %d: authentic", seed, round)
          .isTrue();
      assertThat(one.verify(one.body, flipped(one.digest, random)))
          .as("seed %d, round %d: another digest", seed, round)
          .isFalse();
      assertThat(one.verify(flipped(one.body, random), one.digest))
          .as("seed %d, round %d: another body", seed, round)
          .isFalse();
    }
  }

  @Test
  void fromManyThreadsAtOnce() throws Exception {
    Random random = new Random(1);
    SignatureVerifier verifier = Signing.verifier("github", "first", "second");
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      byte[] body = bytes(random, 1 + random.nextInt(5_000));
      byte[] digest = Signing.hmac("HmacSHA256", Signing.utf8("second"), body);
      String value = "sha256=" + HexFormat.of().formatHex(digest);
      Callback callback =
          new Callback(body, Map.of("x-hub-signature-256", List.of(value)), Map.of());
      calls.add(() -> verifier.verify(callback, Signing.NOW) instanceof Authentic);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Boolean> verified : threads.invokeAll(calls)) {
        assertThat(verified.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    byte[] flipped = bytes.clone();
    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static final class Case {
    private final SignatureVerifier verifier;
    private final String prefix;
    private final boolean hex;
    private final byte[] body;
    private final byte[] digest;

    private Case(
        SignatureVerifier verifier, String prefix, boolean hex, byte[] body, byte[] digest) {
      this.verifier = verifier;
      this.prefix = prefix;
      this.hex = hex;
      this.body = body;
      this.digest = digest;
    }

    static Case random(Random random) {
      String algorithm = List.of("HmacSHA1", "HmacSHA256", "HmacSHA512").get(random.nextInt(3));
      boolean hex = random.nextBoolean();
      String prefix = List.of("", "v1,", "sig=").get(random.nextInt(3));
      String[] secrets = new String[1 + random.nextInt(16)];
      for (int i = 0; i < secrets.length; i++) {
        secrets[i] =
            i + "é" + Base64.getEncoder().encodeToString(bytes(random, random.nextInt(200)));
      }
      SchemeSettings settings = new SchemeSettings();
      settings.scheme = "hmac";
      settings.header = "X-Signature";
      settings.prefix = prefix;
      settings.algorithm = algorithm;
      settings.encoding = hex ? "hex" : "base64";
      byte[] body = bytes(random, 1 + random.nextInt(3_000));
      String used = secrets[random.nextInt(secrets.length)];
      return new Case(
          Signing.verifier(settings.scheme(), secrets),
          prefix,
          hex,
          body,
          Signing.hmac(algorithm, Signing.utf8(used), body));
    }

    boolean verify(byte[] received, byte[] claimed) {
      String lower = HexFormat.of().formatHex(claimed);
      String text =
          hex
              ? (claimed[0] < 0 ? lower : lower.toUpperCase(Locale.ROOT))
              : Base64.getEncoder().encodeToString(claimed);
      Callback callback =
          new Callback(received, Map.of("x-signature", List.of(prefix + text)), Map.of());
      return verifier.verify(callback, Signing.NOW) instanceof Authentic;
    }
  }
}
