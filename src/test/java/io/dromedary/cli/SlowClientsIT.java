package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.dromedary.Provider;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.cli.SlowClients.Habit;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of clients that never finish what they send, against a process with 256 MB: its memory
 * stays flat, and a provider beside them does not notice.
 */
class SlowClientsIT {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String HEAD = "POST /callbacks/itwin HTTP/1.1\r\nHost: x\r\n";
  private static final long MEGABYTE = 1 << 20;
  private static final Duration BOUND = Duration.ofSeconds(90);

  private static final List<Habit> SMALL =
      List.of(
          new Habit(HEAD + "Content-Ty", ""),
          new Habit(HEAD + "Content-Length: 8000\r\n\r\n" + "x".repeat(4_000), ""),
          new Habit(HEAD, "x"),
          new Habit(HEAD + "Content-Length: 8000\r\n\r\n", "x"));

  /** What costs the most memory for what is sent. */
  private static final List<Habit> GREEDY =
      List.of(
          new Habit(HEAD + "a:b\r\n".repeat(6_000), ""),
          new Habit(HEAD + "A: " + "x".repeat(30_000), ""),
          new Habit(HEAD + "Content-Length: 8000000\r\n\r\n" + "x".repeat(400_000), "x"),
          new Habit(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + "1\r\nx\r\n".repeat(10_000), ""));

  private final Path folder;

  SlowClientsIT(@TempDir Path folder) throws Exception {
    this.folder = folder;
    try (ChildProcess init = ChildProcess.start(folder, Map.of(), "init")) {
      assertThat(init.exitCode(Duration.ofSeconds(60))).isZero();
    }
  }

  @Test
  void clientsThatSendALittleAreNotNoticed() throws Exception {
    besides(3_000, SMALL, Duration.ofSeconds(1), 64 * MEGABYTE);
  }

  @Test
  void clientsThatSendWhatTakesTheMostMemoryAreNotNoticed() throws Exception {
    besides(400, GREEDY, Duration.ofSeconds(10), 192 * MEGABYTE);
  }

  /**
   * Provokes them for as long as it takes until each has been cut once, and has come again.
   *
   * @param most as many clients, or as this machine has files for
   * @param served within which half of the honest requests are; all are on a machine that is not
   *     busy with anything else
   * @param heap what may be reachable meanwhile, in a process with 256 MB
   */
  private void besides(int most, List<Habit> habits, Duration served, long heap) throws Exception {
    int number = (int) Math.min(most, freeFiles() - 500);
    assertThat(number).as("clients that this machine has files for").isGreaterThan(300);
    try (ChildProcess child =
        ChildProcess.start(
            folder,
            Map.of("ITWIN_SECRET", SECRET, "DROMEDARY_HOST", "127.0.0.1"),
            "--port",
            "0",
            "--management-port",
            "0")) {
      int port = child.callbackPort();
      sends(port, 50);
      long before = reachable(child);

      try (SlowClients slow = new SlowClients(port, number, habits)) {
        await().atMost(BOUND).until(() -> slow.connected() + slow.cut() > number);
        List<Duration> took = new ArrayList<>();
        long began = System.nanoTime();
        while (slow.cut() < number && System.nanoTime() - began < BOUND.toNanos()) {
          took.addAll(sends(port, 5));
        }
        assertThat(slow.cut()).as("cut so far").isGreaterThanOrEqualTo(number);
        took.addAll(sends(port, 20));
        Collections.sort(took);
        assertThat(took.get(took.size() / 2)).as("of %s", took).isLessThan(served);
        assertThat(reachable(child)).as("bytes of reachable objects").isLessThan(heap);
      }
      await()
          .atMost(BOUND)
          .untilAsserted(
              () -> {
                assertThat(metric(child, "dromedary_http_connections")).isLessThan(20);
                assertThat(metric(child, "dromedary_http_body_bytes")).isZero();
              });
      assertThat(reachable(child)).isLessThan(before + 16 * MEGABYTE);
      assertThat(child.output()).contains("limits are").doesNotContain("OutOfMemory", "\tat ");
    }
  }

  private static List<Duration> sends(int port, int number) throws Exception {
    Provider provider = new Provider("itwin", SECRET, port);
    Random random = new Random();
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      byte[] body =
          Catalogue.shipped().listed().get(random.nextInt(40)).body(random, Instant.now());
      long began = System.nanoTime();
      assertThat(provider.send(body).statusCode()).isEqualTo(200);
      took.add(Duration.ofNanos(System.nanoTime() - began));
    }
    return took;
  }

  private static long freeFiles() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      return system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
    }
    return Integer.MAX_VALUE;
  }

  /** Bytes of all objects that are left after a collection. */
  private static long reachable(ChildProcess child) throws Exception {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(child.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher total = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)").matcher(said);
    assertThat(total.find()).as(said).isTrue();
    return Long.parseLong(total.group(1));
  }

  private static double metric(ChildProcess child, String name) throws Exception {
    String page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:" + child.managementPort() + "/observe/metrics"))
                    .build(),
                BodyHandlers.ofString())
            .body();
    Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(page);
    assertThat(line.find()).as(page).isTrue();
    return Double.parseDouble(line.group(1));
  }
}
