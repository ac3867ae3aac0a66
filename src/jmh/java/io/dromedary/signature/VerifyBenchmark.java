package io.dromedary.signature;

import io.dromedary.event.Callback;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Verifies a callback of iTwin, signed with the last of the secrets. */
@NullUnmarked // JMH sets it up
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class VerifyBenchmark {
  private static final String ID = "00000000-0000-0000-0000-000000000000";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Bytes of the body. */
  @Param({"400", "65536"})
  public int body;

  /** How many secrets the source has. */
  @Param({"1", "4"})
  public int secrets;

  private SignatureVerifier verifier;
  private Callback callback;

  @Setup
  public void prepare() {
    SignatureScheme scheme = SignatureScheme.preset("itwin");
    List<String> texts = IntStream.range(0, secrets).mapToObj(VerifyBenchmark::secret).toList();
    List<NamedSecret> parsed = new ArrayList<>();
    texts.forEach(text -> parsed.add(NamedSecret.parse(text, scheme)));
    verifier = new SignatureVerifier(scheme, parsed);
    byte[] bytes = new byte[body];
    new Random(1).nextBytes(bytes);
    Map<String, String> signature =
        new Signer("itwin", texts.get(secrets - 1)).headers(bytes, ID, 0);
    callback = new Callback(bytes, Map.of("Signature", List.copyOf(signature.values())), Map.of());
    if (!(verify() instanceof Verification.Authentic)) {
      throw new IllegalStateException("The callback to verify is not authentic: " + verify());
    }
  }

  private static String secret(int number) {
    return "the secret of a benchmark, number " + number;
  }

  @Benchmark
  public Verification verify() {
    return verifier.verify(callback, NOW);
  }
}
