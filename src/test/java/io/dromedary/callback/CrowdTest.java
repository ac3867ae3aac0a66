package io.dromedary.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When there is no room for one more, who is slow gives way, and who sends at once is served. */
class CrowdTest {
  private static final String HEAD = "POST /callbacks/itwin HTTP/1.1\r\nHost: x\r\n";
  private static final int BUDGET = 128 * 1024;
  private static final Duration BOUND = Duration.ofSeconds(15);

  private final List<RawClient> slow = new ArrayList<>();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    Duration patient = Duration.ofSeconds(30);
    HttpLimits limits =
        new HttpLimits(
            BUDGET, 16 * 1024, patient, Duration.ofSeconds(8), 16, BUDGET, patient, patient);
    server = TestServer.with(limits).route("/callbacks/itwin", e -> {}).start();
  }

  @AfterEach
  void stop() throws Exception {
    for (RawClient client : slow) {
      client.close();
    }
    server.close();
  }

  private RawClient slow(String text) throws IOException {
    RawClient client = server.raw().send(text);
    slow.add(client);
    return client;
  }

  @Test
  void headersThatAreNotCompleteHaveABudgetAndTheLargestGoFirst() throws Exception {
    RawClient small = slow(HEAD + "A: b\r\n");
    // As objects each takes some 60 KB, of 64 KB for all.
    for (int i = 0; i < 8; i++) {
      slow(HEAD + "a:b\r\n".repeat(340));
    }

    await()
        .atMost(BOUND)
        .untilAsserted(
            () -> {
              assertThat(server.refusals().all()).filteredOn("crowded 0"::equals).hasSize(7);
              assertThat(server.server().connections()).isEqualTo(2);
            });
    assertThat(server.post("/callbacks/itwin", "{}").statusCode()).isEqualTo(200);
    small.send("Content-Length: 2\r\n\r\n{}");
    assertThat(small.response()).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void completeHeadersTakeNothingOfTheBudget() throws Exception {
    String large = HEAD + "a:b\r\n".repeat(340) + "Content-Length: 2\r\n\r\n";
    for (int i = 0; i < 8; i++) {
      slow(large + "{");
    }
    for (RawClient client : slow) {
      client.send("}");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
    }
    assertThat(server.refusals().all()).isEmpty();
  }

  @Test
  void theBodyThatTakesLongestIsRefusedForOneThatIsSentAtOnce() throws Exception {
    RawClient first = slow(HEAD + "Content-Length: 60000\r\n\r\n" + "x".repeat(50_000));
    await().atMost(BOUND).until(() -> server.server().bytesInFlight() == 50_000);
    slow(HEAD + "Content-Length: 60000\r\n\r\n" + "x".repeat(50_000));
    await().atMost(BOUND).until(() -> server.server().bytesInFlight() == 100_000);

    assertThat(server.post("/callbacks/itwin", "y".repeat(60_000)).statusCode())
        .as("nobody is slow before a second is over")
        .isEqualTo(503);
    await()
        .atMost(BOUND)
        .until(() -> server.post("/callbacks/itwin", "y".repeat(60_000)).statusCode() == 200);
    assertThat(first.response()).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after");
    assertThat(server.server().bytesInFlight()).as("the second one goes on").isEqualTo(50_000);
  }

  @Test
  void theConnectionThatIsSilentLongestIsClosedForANewOne() throws Exception {
    for (int i = 0; i < 16; i++) {
      slow("");
    }
    await().atMost(BOUND).until(() -> server.server().connections() == 16);

    await()
        .atMost(BOUND)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> server.post("/callbacks/itwin", "{}").statusCode() == 200);

    assertThat(slow.get(0).untilClosed()).isEmpty();
    assertThat(server.server().connections()).isLessThanOrEqualTo(16);
    assertThat(server.refusals().all()).contains("crowded 0");
  }
}
