package io.dromedary.callback;

import static io.dromedary.callback.TestServer.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/contracts.md, section "Answers to a callback": what belongs to HTTP. */
class CallbackAnswersTest {
  private static final BlockingQueue<Arrived> ARRIVED = new LinkedBlockingQueue<>();
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.with(TestServer.generous())
            .route(
                "/callbacks/itwin",
                e -> {
                  ARRIVED.add(Arrived.of(e));
                  e.getMessage().setBody("accepted\n");
                })
            .route("/callbacks/aps/{system}/{event}", e -> ARRIVED.add(Arrived.of(e)))
            .route("/callbacks/untouched", e -> {})
            .route("/callbacks/nothing", e -> e.getMessage().setBody(null))
            .route(
                "/callbacks/code",
                e -> {
                  e.getMessage()
                      .setHeader(Exchange.HTTP_RESPONSE_CODE, e.getMessage().getBody(String.class));
                  e.getMessage().setBody("");
                })
            .route(
                "/callbacks/throws",
                e -> {
                  throw new IllegalStateException("secret detail");
                })
            .route("/callbacks/rollback", e -> e.setRollbackOnly(true))
            .route(
                "/callbacks/unauthorized",
                e -> {
                  e.getMessage().removeHeaders("*");
                  e.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 401);
                  e.getMessage().setBody("unauthorized\n");
                  e.setRouteStop(true);
                },
                e -> ARRIVED.add(Arrived.of(e)))
            .route(
                "/callbacks/headers",
                e -> {
                  e.getMessage().setHeader("X-Made", "yes");
                  e.getMessage().setHeader("X-Twice", List.of("a", "b"));
                  e.getMessage().setHeader("CamelInternal", "no");
                  e.getMessage().setHeader("Content-Type", "application/json");
                  e.getMessage().setBody("{}");
                })
            .route("/callbacks/injects", e -> e.getMessage().setHeader("X-Bad", "a\r\nX-In: b"))
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aRouteAnswers200WithItsBody() throws Exception {
    HttpResponse<String> answer = server.post("/callbacks/itwin", "{}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("accepted\n");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(take(ARRIVED).bytes()).asString().isEqualTo("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/callbacks/untouched", "/callbacks/nothing"})
  void anEmptyAnswerStays200(String path) throws Exception {
    HttpResponse<String> answer = server.post(path, "{\"echo\":true}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("0");
  }

  @Test
  void theCodeOfTheRouteIsKeptButNever204Nor500() throws Exception {
    assertThat(server.post("/callbacks/code", "202").statusCode()).isEqualTo(202);
    assertThat(server.post("/callbacks/code", "404").statusCode()).isEqualTo(404);
    assertThat(server.post("/callbacks/code", "204").statusCode()).isEqualTo(200);
    assertThat(server.post("/callbacks/code", "500").statusCode()).isEqualTo(503);
    assertThat(server.post("/callbacks/code", "101").statusCode()).isEqualTo(503);
    assertThat(server.post("/callbacks/code", "many").statusCode()).isEqualTo(503);
    assertThat(server.post("/callbacks/code", "503").headers().firstValue("Retry-After"))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/callbacks/throws", "/callbacks/rollback", "/callbacks/injects"})
  void aFailureIs503WithRetryAfterAndNoDetail(String path) throws Exception {
    HttpResponse<String> answer = server.post(path, "{}");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).isEqualTo("try again\n");
    assertThat(server.refusals().all()).contains("failed 503");
  }

  @Test
  void aRefusalByAStepIsTheAnswerAndEndsTheRoute() throws Exception {
    HttpResponse<String> answer = server.post("/callbacks/unauthorized", "{}");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("unauthorized\n");
    assertThat(ARRIVED).isEmpty();
  }

  @Test
  void noInboundHeaderComesBackAndNoneOfCamels() throws Exception {
    HttpResponse<String> answer =
        server.post(
            "/callbacks/headers",
            "{}",
            "Signature",
            "sha256=abc",
            "X-Twice",
            "a",
            "CamelHttpResponseCode",
            "418",
            "Content-Type",
            "application/json");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().map().keySet())
        .containsExactlyInAnyOrder("content-length", "content-type", "x-made", "x-twice");
    assertThat(answer.headers().allValues("X-Twice")).containsExactly("b");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
  }

  @Test
  void headersArriveWithoutThoseOfCamelAndTheQueryGivesNone() throws Exception {
    server.post(
        "/callbacks/itwin?signature=fromQuery&CamelInboxSource=x",
        "{}",
        "CamelFileName",
        "../../x",
        "X-Many",
        "one",
        "X-Many",
        "two");

    Arrived arrived = take(ARRIVED);
    assertThat(arrived.headers())
        .doesNotContainKeys("signature", "CamelInboxSource", "CamelFileName")
        .containsEntry("CamelHttpQuery", "signature=fromQuery&CamelInboxSource=x")
        .containsEntry("CamelHttpMethod", "POST")
        .containsEntry("CamelHttpPath", "/callbacks/itwin");
    assertThat(arrived.callback().headers("x-many")).containsExactly("one", "two");
    assertThat(arrived.callback().header("camelfilename")).isEqualTo("../../x");
  }

  @Test
  void pathParametersAreHeadersAndWinOverThoseOfTheSameName() throws Exception {
    server.post("/callbacks/aps/data/dm.version.added%2B1", "{}", "system", "forged");

    Arrived arrived = take(ARRIVED);
    assertThat(arrived.headers())
        .containsEntry("system", "data")
        .containsEntry("event", "dm.version.added+1");
    assertThat(arrived.callback().pathParameter("event")).isEqualTo("dm.version.added+1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"})
  void anotherMethodIs405AndSaysWhichIsAllowed(String method) throws Exception {
    HttpResponse<String> answer = server.send(method, "/callbacks/itwin", BodyPublishers.noBody());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    assertThat(answer.body()).isEqualTo(method.equals("HEAD") ? "" : "method not allowed\n");
    assertThat(server.refusals().all()).contains("method 405");
  }

  @Test
  void anotherPathIs404() throws Exception {
    for (String path : List.of("/", "/callbacks", "/callbacks/itwin/x", "/callbacks/aps/data")) {
      assertThat(server.post(path, "{}").statusCode()).as(path).isEqualTo(404);
    }
    assertThat(server.refusals().all()).contains("path 404");
  }

  @Test
  void repeatedAndTrailingSlashesAndAbsoluteAddressesReachTheRoute() throws Exception {
    for (String target :
        List.of(
            "/callbacks/itwin/",
            "//callbacks//itwin",
            "/callbacks/%69twin",
            "/callbacks/itwin?a=|\"{}^\\",
            "http://example.com/callbacks/itwin")) {
      try (RawClient client = server.raw()) {
        client.send("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(client.response()).as(target).startsWith("HTTP/1.1 200 ");
      }
      assertThat(take(ARRIVED).bytes()).asString().isEqualTo("{}");
    }
  }

  @Test
  void aMalformedEscapeOrRequestIs400() throws Exception {
    try (RawClient client = server.raw()) {
      client.send("POST /callbacks/%zz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 400 ");
    }
    try (RawClient client = server.raw()) {
      client.send("complete garbage\r\n\r\n");
      assertThat(client.untilClosed()).matches("(?s)HTTP/1.. 400 .*bad request\n");
    }
    assertThat(server.refusals().all()).contains("malformed 400");
  }

  @Test
  void healthIs200ForGetAndHeadAnd405Otherwise() throws Exception {
    HttpResponse<String> get = server.send("GET", "/callbacks/health", BodyPublishers.noBody());
    assertThat(get.statusCode()).isEqualTo(200);
    assertThat(get.body()).isEqualTo("ok\n");
    assertThat(server.send("HEAD", "/callbacks/health", BodyPublishers.noBody()).statusCode())
        .isEqualTo(200);
    HttpResponse<String> post = server.post("/callbacks/health", "{}");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void theManagementServerHasItsOwnPort() throws Exception {
    assertThat(server.management("/observe/health").statusCode()).isEqualTo(200);
    assertThat(server.management("/observe/metrics").statusCode()).isEqualTo(200);
    assertThat(server.send("GET", "/observe/health", BodyPublishers.noBody()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void nothingIsHeldWhenAllIsAnswered() throws Exception {
    server.post("/callbacks/untouched", "x".repeat(1000));

    await().until(() -> server.server().bytesInFlight() == 0);
    await().until(() -> server.server().requestsInFlight() == 0);
  }
}
