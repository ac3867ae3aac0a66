package io.dromedary.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client that is slow, silent or too many is cut; the others do not notice. */
class CallbackDeadlinesTest {
  private static final String HEAD = "POST /callbacks/itwin HTTP/1.1\r\nHost: x\r\n";
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    HttpLimits limits =
        new HttpLimits(
            64 * 1024,
            8 * 1024,
            Duration.ofMillis(400),
            Duration.ofMillis(500),
            8,
            64 * 1024,
            Duration.ofMillis(600),
            Duration.ofSeconds(5));
    server = TestServer.with(limits).route("/callbacks/itwin", e -> {}).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aSilentConnectionIsClosedAtTheHeaderDeadline() throws Exception {
    long before = System.nanoTime();
    try (RawClient client = server.raw()) {
      assertThat(client.untilClosed()).isEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofMillis(350), Duration.ofSeconds(5));
    await().untilAsserted(() -> assertThat(server.refusals().all()).contains("timeout 0"));
  }

  @Test
  void aTricklerOfHeadersIsClosedAtTheSameDeadline() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(HEAD);
      client.trickle("X-A: b\r\n", Duration.ofMillis(50));
      assertThat(client.untilClosed()).isIn("", "(reset)");
    }
  }

  @Test
  void aTricklerOnAKeptAliveConnectionIsClosedToo() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(HEAD + "Content-Length: 2\r\n\r\n{}");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      client.send(HEAD);
      client.trickle("X-A: b\r\n", Duration.ofMillis(50));
      assertThat(client.untilClosed()).isIn("", "(reset)");
    }
  }

  @Test
  void aKeptAliveConnectionServesAgainWithinItsTime() throws Exception {
    try (RawClient client = server.raw()) {
      for (int i = 0; i < 20; i++) {
        client.send(HEAD + "Content-Length: 2\r\n\r\n{}");
        assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(client.untilClosed()).isEmpty();
    }
  }

  @Test
  void aBodyThatDoesNotArriveInTimeIs408AndTheConnectionCloses() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(HEAD + "Content-Length: 1000\r\n\r\nhalf");
      assertThat(client.response())
          .startsWith("HTTP/1.1 408 ")
          .containsIgnoringCase("connection: close");
      assertThat(client.untilClosed()).isIn("", "(reset)");
    }
    assertThat(server.refusals().all()).contains("timeout 408");
    await().until(() -> server.server().bytesInFlight() == 0);
    await().until(() -> server.server().requestsInFlight() == 0);
  }

  @Test
  void aTricklerOfItsBodyIs408Too() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      client.trickle("1\r\nx\r\n", Duration.ofMillis(50));
      assertThat(client.response()).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void theBodyOfARefusedRequestIsNotWaitedForLonger() throws Exception {
    try (RawClient client = server.raw()) {
      client.send("POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf");
      assertThat(client.response()).startsWith("HTTP/1.1 404 ");
      assertThat(client.untilClosed()).isEmpty();
    }
  }

  @Test
  void aClientThatIsStillSendingGetsToSeeItsRefusal() throws Exception {
    byte[] piece = new byte[64 * 1024];
    try (RawClient client = server.raw()) {
      client.send(HEAD + "Content-Length: 10000000000\r\n\r\n");
      long until = System.nanoTime() + Duration.ofMillis(200).toNanos();
      while (System.nanoTime() < until) {
        client.send(piece);
      }
      assertThat(client.response()).startsWith("HTTP/1.1 413 ");
      assertThat(client.untilClosed()).isEmpty();
    }
  }

  @Test
  void connectionsOverTheLimitAreClosedAtOnceAndTheOthersGoOn() throws Exception {
    await().until(() -> server.server().connections() == 0);
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        clients.add(server.raw().send(HEAD + "Content-Length: 2\r\n\r\n"));
      }
      await().until(() -> server.server().connections() == 8);
      try (RawClient ninth = server.raw()) {
        assertThat(ninth.untilClosed()).isIn("", "(reset)");
      }
      assertThat(server.refusals().all()).contains("connections 0");
      for (RawClient client : clients) {
        client.send("{}");
        assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    await().until(() -> server.server().connections() == 0);
  }
}
