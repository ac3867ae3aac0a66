package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Footprint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two applications in one process do not disturb each other, and one that stops leaves nothing. */
class TwoApplicationsTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final Path folder;

  TwoApplicationsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private HostApplication host(String name) throws Exception {
    return new HostApplication().inbox(inbox -> inbox.setData(folder.resolve(name).toString()));
  }

  @Test
  void eachHasItsOwnEvents() throws Exception {
    try (HostApplication one = host("one").start();
        HostApplication two = host("two").start()) {
      assertThat(one.post("m-1").statusCode()).isEqualTo(200);
      assertThat(two.post("m-2").statusCode()).isEqualTo(200);

      await().atMost(BOUND).until(() -> !one.delivered().isEmpty() && !two.delivered().isEmpty());
      assertThat(one.delivered()).containsExactly("m-1");
      assertThat(two.delivered()).containsExactly("m-2");
    }
  }

  @Test
  void theOtherGoesOnWhenOneStops() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (HostApplication one = host("one").bind("meters", meters).start()) {
      HostApplication two = host("two").bind("meters", meters).start();
      String first = one.context().getName();
      assertThat(two.post("m-2").statusCode()).isEqualTo(200);
      assertThat(
              meters
                  .get("dromedary.accepted")
                  .tag("camelContext", two.context().getName())
                  .counter()
                  .count())
          .isEqualTo(1);
      two.close();

      assertThat(one.post("m-1").statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> one.delivered().contains("m-1"));
      assertThat(meters.getMeters())
          .isNotEmpty()
          .allSatisfy(meter -> assertThat(meter.getId().getTag("camelContext")).isEqualTo(first));
    }
  }

  @Test
  void theSameFolderIsNotGivenToBoth() throws Exception {
    try (HostApplication one = host("data").start();
        HostApplication two = host("data").start()) {
      assertThat(two.post("m-2").statusCode()).isEqualTo(503);
      assertThat(one.post("m-1").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void oneThatStopsLeavesNoThreadNoHandleAndNoRegistration() throws Exception {
    // Once before, since some of it is made once for the process: the library of SQLite, Netty.
    run("warm");
    Footprint before = Footprint.now();

    run("cold");

    before.assertNothingElseIsLeft(folder);
  }

  private void run(String name) throws Exception {
    int port;
    try (HostApplication host = host(name).start()) {
      port = host.port();
      assertThat(host.post("m-1").statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> host.delivered().contains("m-1"));
    }
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }
}
