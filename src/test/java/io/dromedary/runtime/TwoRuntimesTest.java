package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Footprint;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runtimes in one process do not disturb each other, and one that stops leaves nothing. */
class TwoRuntimesTest {
  private final Path folder;

  TwoRuntimesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static int send(RunningDromedary runtime, int from, int to) throws Exception {
    List<SentEvent> events = SentEvent.oneOfEachType().subList(from, to);
    for (SentEvent event : events) {
      assertThat(runtime.itwin().send(event.body()).statusCode()).isEqualTo(200);
    }
    return events.size();
  }

  @Test
  void eachHasItsOwnEventsAndTheOtherGoesOnWhenOneStops() throws Exception {
    try (RunningDromedary one = RunningDromedary.in(folder.resolve("one")).start()) {
      try (RunningDromedary two = RunningDromedary.in(folder.resolve("two")).start()) {
        send(one, 0, 5);
        send(two, 5, 8);
        one.awaitDelivered();
        two.awaitDelivered();
        assertThat(unrouted(one)).isZero();
        assertThat(two.dromedary().store()).isNotSameAs(one.dromedary().store());
      }
      send(one, 8, 11);
      one.awaitDelivered();
      assertThat(one.dromedary().store().isUp()).isTrue();
    }
  }

  private static long unrouted(RunningDromedary runtime) {
    return runtime.dromedary().store().unrouted();
  }

  @Test
  void oneThatStopsLeavesNoThreadNoHandleAndNoRegistration() throws Exception {
    // Once before, since some of it is made once for the process.
    run("warm");
    Footprint before = Footprint.now();

    run("cold");

    before.assertNothingElseIsLeft(folder);
  }

  private void run(String name) throws Exception {
    int port;
    try (RunningDromedary runtime = RunningDromedary.in(folder.resolve(name)).start()) {
      port = runtime.dromedary().port();
      send(runtime, 0, 5);
      runtime.awaitDelivered();
    }
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }
}
