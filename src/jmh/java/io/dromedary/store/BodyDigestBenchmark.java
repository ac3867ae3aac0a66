package io.dromedary.store;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The digest of a body, by which a repeat is told from another event of the same key. */
@NullUnmarked // JMH sets it up
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BodyDigestBenchmark {
  /** Bytes of the body. */
  @Param({"400", "65536"})
  public int body;

  private byte[] bytes;

  @Setup
  public void prepare() {
    bytes = new byte[body];
    new Random(1).nextBytes(bytes);
  }

  @Benchmark
  public byte[] sha256() {
    return Digests.sha256(bytes);
  }
}
