package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.KafkaBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees first. */
class DemoIT {
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private final Path folder;

  DemoIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void everyTypeArrivesInEveryTargetThatIsOn() throws Exception {
    try (ChildProcess demo =
        ChildProcess.start(
            folder,
            Map.of(),
            "demo",
            "--exit",
            "--port",
            "0",
            "--management-port",
            "0",
            "--data",
            "kept")) {
      assertThat(demo.exitCode(LONGEST)).as(demo.output()).isZero();

      assertThat(demo.output())
          .containsPattern("SOURCE +DOMAIN +SENT +ACCEPTED +archive +partner +warehouse\\R")
          .containsPattern("total +120 +120 +120 +120 +120\\R")
          .containsPattern("aps +cost +43 +43 +43 +43 +43\\R")
          .doesNotContain("\tat ", "Exception", "WARN", "ERROR");
      assertThat(folder.resolve("kept/warehouse.db")).isRegularFile();
    }
  }

  @Test
  void withBrokersTheBusIsOnToo() throws Exception {
    try (KafkaBroker kafka = KafkaBroker.start();
        ChildProcess demo =
            ChildProcess.start(
                folder,
                Map.of(),
                "demo",
                "--exit",
                "--port",
                "0",
                "--management-port",
                "0",
                "--brokers",
                kafka.brokers())) {
      assertThat(demo.exitCode(LONGEST)).as(demo.output()).isZero();

      assertThat(demo.output())
          .containsPattern("ACCEPTED +archive +bus +partner +warehouse\\R")
          .containsPattern("total +120 +120 +120 +120 +120 +120\\R");
    }
  }

  @Test
  void busyPortsAreReplacedAndPrinted() throws Exception {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ChildProcess demo =
            ChildProcess.start(
                folder,
                Map.of(),
                "demo",
                "--exit",
                "--port",
                Integer.toString(busy.getLocalPort()),
                "--management-port",
                "0")) {
      assertThat(demo.exitCode(LONGEST)).as(demo.output()).isZero();
      assertThat(demo.output()).contains("Port " + busy.getLocalPort() + " is taken; --port is ");
    }
  }
}
