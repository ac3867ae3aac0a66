package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.interop.Sides;
import io.dromedary.runtime.Dromedary;
import io.dromedary.runtime.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent under each scheme arrives at the Dromedary of the same folder, without a URL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendToDromedaryTest {
  private final Path folder;

  @SuppressWarnings("NullAway.Init")
  private CommandRun commands;

  @SuppressWarnings("NullAway.Init")
  private Dromedary dromedary;

  SendToDromedaryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  void start() throws Exception {
    List<String> configuration = new ArrayList<>();
    configuration.add("dromedary.listen=" + freePort());
    for (Sides sides : Sides.ALL) {
      configuration.add(sides.source() + ".secret=" + sides.secret());
    }
    commands = new CommandRun(folder, configuration.toArray(String[]::new));
    for (Sides sides : Sides.ALL) {
      commands.file("routes/" + sides.source() + ".camel.yaml", sides.routeFile());
    }
    dromedary =
        Dromedary.start(
            Settings.read(
                new Settings.Options(
                    folder.resolve("application.properties"),
                    folder.resolve("routes"),
                    folder.resolve("data"),
                    null,
                    0,
                    Map.of()),
                variable -> null));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterAll
  void stop() {
    if (dromedary != null) {
      dromedary.close();
    }
  }

  static Stream<Sides> sides() {
    return Sides.all();
  }

  @ParameterizedTest
  @MethodSource("sides")
  void whatIsSentIsAcceptedAndWhatIsCorruptedIsNot(Sides sides) throws Exception {
    String body = commands.file("body.json", "{\"eventType\":\"a.b.v1\",\"n\":1}").toString();

    assertThat(commands.run("send", sides.source(), "a.b.v1", "--file", body)).isZero();
    assertThat(commands.out())
        .contains(":" + dromedary.port() + "/callbacks/" + sides.source(), "200 accepted");

    assertThat(commands.run("send", sides.source(), "a.b.v1", "--file", body, "--corrupt")).isOne();
    assertThat(commands.out()).contains("401 unauthorized", "as it should be");
  }

  @Test
  void samplesAreAcceptedAndRouted() {
    assertThat(commands.run("send", "itwin", "iTwins.iTwinCreated.v1", "--count", "20")).isZero();
    assertThat(commands.run("send", "aps", "item.clone")).isZero();

    assertThat(commands.out()).contains("delivered");
    await().atMost(Duration.ofSeconds(20)).until(() -> dromedary.store().unrouted() == 0);
  }
}
