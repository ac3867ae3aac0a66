package io.dromedary.callback;

import static io.dromedary.callback.TestServer.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The signature covers the bytes: they reach the route as they were sent, and are bounded. */
class CallbackBodiesTest {
  private static final String HEAD = "POST /callbacks/itwin HTTP/1.1\r\nHost: x\r\n";
  private static final BlockingQueue<Arrived> ARRIVED = new LinkedBlockingQueue<>();
  private static final BlockingQueue<CountDownLatch> GATES = new LinkedBlockingQueue<>();
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.with(TestServer.generous())
            .route("/callbacks/itwin", e -> ARRIVED.add(Arrived.of(e)))
            .route(
                "/callbacks/held",
                e -> {
                  CountDownLatch gate = new CountDownLatch(1);
                  GATES.add(gate);
                  TestServer.await(gate);
                })
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothingIsHeldAfterwards() {
    await().until(() -> server.server().bytesInFlight() == 0);
    await().until(() -> server.server().requestsInFlight() == 0);
  }

  @Test
  void aFormArrivesByteForByte() throws Exception {
    String form = "payload=%7B%22a%22%3A1%7D&b=+&c";
    HttpResponse<String> answer =
        server.post("/callbacks/itwin", form, "Content-Type", "application/x-www-form-urlencoded");

    assertThat(answer.statusCode()).isEqualTo(200);
    Arrived arrived = take(ARRIVED);
    assertThat(arrived.bytes()).asString().isEqualTo(form);
    assertThat(arrived.headers()).doesNotContainKeys("payload", "b", "c");
  }

  @Test
  void aMultipartBodyArrivesByteForByte() throws Exception {
    String multipart =
        "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhello\r\n--xyz--\r\n";
    HttpResponse<String> answer =
        server.post(
            "/callbacks/itwin", multipart, "Content-Type", "multipart/form-data; boundary=xyz");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(take(ARRIVED).bytes()).asString().isEqualTo(multipart);
  }

  @Test
  void aCompressedBodyIsNotUnpacked() throws Exception {
    byte[] bytes = {31, (byte) 139, 8, 0, 1, 2, 3};
    server.send(
        "POST", "/callbacks/itwin", BodyPublishers.ofByteArray(bytes), "Content-Encoding", "gzip");

    assertThat(take(ARRIVED).bytes()).isEqualTo(bytes);
  }

  @Test
  void aBodyOfExactlyTheLimitIsTakenWhateverItsFraming() throws Exception {
    byte[] bytes = new byte[256 * 1024];
    new Random(7).nextBytes(bytes);

    HttpResponse<String> whole =
        server.send("POST", "/callbacks/itwin", BodyPublishers.ofByteArray(bytes));
    HttpResponse<String> chunked =
        server.send(
            "POST",
            "/callbacks/itwin",
            BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(bytes)));

    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(chunked.statusCode()).isEqualTo(200);
    assertThat(take(ARRIVED).callback().body()).isEqualTo(bytes);
    assertThat(take(ARRIVED).callback().body()).isEqualTo(bytes);
  }

  @Test
  void anEmptyBodyIsAnEmptyArray() throws Exception {
    server.post("/callbacks/itwin", "");

    assertThat(take(ARRIVED).bytes()).isEmpty();
  }

  @Test
  void anAnnouncedBodyOverTheLimitIs413BeforeItIsSent() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(HEAD + "Content-Length: 262145\r\n\r\n");
      assertThat(client.response())
          .startsWith("HTTP/1.1 413 ")
          .containsIgnoringCase("connection: close")
          .endsWith("the body is too large\n");
      assertThat(client.untilClosed()).isEmpty();
    }
    assertThat(server.refusals().all()).contains("body 413");
  }

  @Test
  void aChunkedBodyOverTheLimitIs413AndTheAnswerIsSeenByAClientThatStillSends() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n");
      for (int i = 0; i < 6; i++) {
        client.send(chunk);
      }
      assertThat(client.response()).startsWith("HTTP/1.1 413 ");
      client.send("0\r\n\r\n");
      assertThat(client.untilClosed()).isEmpty();
    }
    assertThat(ARRIVED).isEmpty();
  }

  @Test
  void aClientThatWaitsForContinueGetsItOnlyWhenItsBodyIsWanted() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 100 ");
      client.send("{}");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      assertThat(take(ARRIVED).bytes()).asString().isEqualTo("{}");
    }
    try (RawClient client = server.raw()) {
      client.send(HEAD + "Expect: 100-continue\r\nContent-Length: 999999\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 413 ");
      assertThat(client.untilClosed()).isEmpty();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(
          (HEAD + "Content-Length: 1\r\n\r\n1")
              + "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
              + (HEAD + "Content-Length: 1\r\n\r\n2")
              + "GET /callbacks/itwin HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
              + (HEAD + "Content-Length: 1\r\n\r\n3"));
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      assertThat(client.response()).startsWith("HTTP/1.1 404 ");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      assertThat(client.response()).startsWith("HTTP/1.1 405 ");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
    }
    assertThat(take(ARRIVED).bytes()).asString().isEqualTo("1");
    assertThat(take(ARRIVED).bytes()).asString().isEqualTo("2");
    assertThat(take(ARRIVED).bytes()).asString().isEqualTo("3");
  }

  @Test
  void aClientThatPipelinesWithoutEndIsHeldBackWhileItsFirstRequestWaits() throws Exception {
    try (RawClient client = server.raw()) {
      client.send("POST /callbacks/held HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1");
      CountDownLatch gate = take(GATES);
      assertThat(client.sendUntilHeldBack("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 64_000_000))
          .isLessThan(32_000_000);
      gate.countDown();
      assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      assertThat(client.response()).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void bodiesOverTheByteBudgetAre503AtOnceAndGiveBackWhatTheyHeld() throws Exception {
    byte[] half = new byte[200 * 1024];
    try (RawClient first = server.raw();
        RawClient second = server.raw()) {
      for (RawClient client : new RawClient[] {first, second}) {
        client.send(HEAD + "Content-Length: 262144\r\n\r\n").send(half);
      }
      await().until(() -> server.server().bytesInFlight() == 2L * half.length);

      HttpResponse<String> refused =
          server.send("POST", "/callbacks/itwin", BodyPublishers.ofByteArray(new byte[120 * 1024]));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(server.post("/callbacks/itwin", "small").statusCode()).isEqualTo(200);

      try (RawClient third = server.raw()) {
        third.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
        third.send(("20000\r\n" + "x".repeat(0x20000) + "\r\n"));
        assertThat(third.response())
            .startsWith("HTTP/1.1 503 ")
            .containsIgnoringCase("retry-after");
      }
      assertThat(server.server().bytesInFlight()).isEqualTo(2L * half.length);
    }
    assertThat(server.refusals().all()).contains("budget 503");
    await().until(() -> server.server().bytesInFlight() == 0);
    assertThat(take(ARRIVED).bytes()).asString().isEqualTo("small");
  }

  @Test
  void aClientThatLeavesInTheMiddleOfItsBodyHoldsNothing() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(HEAD + "Content-Length: 1000\r\n\r\nhalf");
      await().until(() -> server.server().bytesInFlight() == 4);
    }
    await().until(() -> server.server().bytesInFlight() == 0);
    await().until(() -> server.server().connections() <= 1);
  }

  @Test
  void aClientThatLeavesDuringTheRouteHoldsItsBytesUntilTheRouteEnds() throws Exception {
    try (RawClient client = server.raw()) {
      client.send("POST /callbacks/held HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
      CountDownLatch gate = take(GATES);
      client.disconnect();
      assertThat(server.server().bytesInFlight()).isEqualTo(5);
      gate.countDown();
    }
    await().until(() -> server.server().bytesInFlight() == 0);
    await().until(() -> server.server().requestsInFlight() == 0);
  }

  @Test
  void headersOverTheLimitAre431AndALongRequestLineIs414() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(HEAD + "X-Big: " + "x".repeat(9 * 1024) + "\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.untilClosed()).matches("(?s)HTTP/1.. 431 .*the headers are too large\n");
    }
    try (RawClient client = server.raw()) {
      client.send("POST /" + "x".repeat(9 * 1024) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.untilClosed()).matches("(?s)HTTP/1.. 414 .*the request line is too long\n");
    }
    assertThat(server.refusals().all()).contains("header 431", "request-line 414");
  }
}
