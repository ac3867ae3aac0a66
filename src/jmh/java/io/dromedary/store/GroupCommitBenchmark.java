package io.dromedary.store;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.store.NewEvent.DuplicateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Accepts that are committed as one group: a real file below {@code target}, in WAL mode with
 * {@code synchronous=FULL} as always. Each iteration has a new store.
 */
@NullUnmarked // JMH sets it up
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class GroupCommitBenchmark {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Accepts in a commit. */
  @Param({"1", "16", "64", "256"})
  public int writes;

  private final Random random = new Random(1);
  private byte[] body;
  private Path folder;
  private SqliteStore store;

  /** Commits a second are the score; this is what they add up to. */
  @AuxCounters
  @State(Scope.Thread)
  public static class Counted {
    /** Accepts a second. */
    public long accepts;
  }

  @Setup(Level.Iteration)
  public void open() throws IOException {
    body =
        Catalogue.shipped().listed().stream()
            .filter(entry -> entry.type().equals("iModels.iModelDeleted.v1"))
            .findFirst()
            .orElseThrow()
            .body(random, NOW);
    folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "jmh");
    store = SqliteStore.open(folder.resolve("dromedary.db"));
  }

  @TearDown(Level.Iteration)
  public void close() throws IOException {
    store.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  public Object commit(Counted counted) {
    // Holds the writer until all wait for it: then they are one group.
    CountDownLatch all = new CountDownLatch(1);
    CompletableFuture<Boolean> held =
        store.change((connection, effects) -> all.getCount() == 0 || await(all));
    CompletableFuture<?>[] accepts = new CompletableFuture<?>[writes];
    for (int i = 0; i < writes; i++) {
      accepts[i] = store.accept(event());
    }
    all.countDown();
    CompletableFuture.allOf(accepts).join();
    counted.accepts += writes;
    return held.join();
  }

  private static boolean await(CountDownLatch all) {
    try {
      all.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException("the writer is not to be interrupted", e);
    }
  }

  private NewEvent event() {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    return new NewEvent(
        "itwin",
        new DuplicateKey(id, NOW.plus(Duration.ofDays(7))),
        null,
        id,
        "iModels.iModelDeleted.v1",
        "iModels",
        "iModels",
        "7da4ba7e-3a35-4d97-a1b0-6d453aa97493",
        NOW,
        NOW,
        null,
        "{\"route\":\"itwin-callback\",\"headers\":{\"Content-Type\":[\"application/json\"]}}",
        null,
        body,
        null);
  }
}
