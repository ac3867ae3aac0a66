package io.dromedary.target;

import static io.dromedary.target.PartnerServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.EventHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartnerTest extends TargetRouteTest {
  private static final String TOKEN = "token-that-nobody-may-see";

  @SuppressWarnings("NullAway.Init") // by settings, before each test
  private PartnerServer partner;

  PartnerTest() {
    super("partner");
  }

  @Override
  Map<String, String> settings() throws IOException {
    partner = PartnerServer.http();
    return Map.of(
        "dromedary.target.partner.url",
        partner.url("/events"),
        "dromedary.target.partner.token",
        TOKEN,
        "dromedary.target.partner.timeout",
        "1500");
  }

  @AfterEach
  void stopPartner() {
    partner.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void every_2xx_is_success(int status) {
    partner.answers(exchange -> status(exchange, status));

    assertThat(deliver(BODY, Map.of()).getException()).isNull();
    assertThat(partner.requests()).hasSize(1);
  }

  @Test
  void the_request_is_the_event_under_its_idempotency_key() {
    byte[] body = {'{', (byte) 0xff, 0, '}'};

    deliver(body, Map.of("project", "bridge"));

    PartnerServer.Request request = partner.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.uri()).isEqualTo("/events");
    assertThat(request.body()).isEqualTo(body);
    assertThat(request.header("Idempotency-Key")).isEqualTo("itwin:" + EVENT_ID);
    assertThat(request.header("Authorization")).isEqualTo("Bearer " + TOKEN);
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    assertThat(request.header("Dromedary-Source")).isEqualTo("itwin");
    assertThat(request.header("Dromedary-Event-Id")).isEqualTo(EVENT_ID);
    assertThat(request.header("Dromedary-Event-Type")).isEqualTo("iModels.iModelDeleted.v1");
    assertThat(request.header("Dromedary-System")).isEqualTo("iModels");
    assertThat(request.header("Dromedary-Domain")).isEqualTo("iModels");
    assertThat(request.header("Dromedary-Enqueued-At")).isEqualTo("2026-11-22T23:59:58Z");
    assertThat(request.header("Dromedary-Received-At")).isEqualTo("2026-11-22T23:59:59.999Z");
    assertThat(request.header("Dromedary-Subscription")).as("not known").isNull();
    assertThat(request.header("project")).isEqualTo("bridge");
  }

  @Test
  void headers_of_another_connection_do_not_reach_it() {
    Exchange done =
        deliver(
            BODY,
            Map.of(
                "Content-Length", "1",
                "Host", "elsewhere.invalid",
                "Transfer-Encoding", "chunked",
                "CamelHttpUri-is-not-ours", "x"));

    assertThat(done.getException()).isNull();
    PartnerServer.Request request = partner.requests().get(0);
    assertThat(request.header("Content-Length")).isEqualTo(String.valueOf(BODY.length));
    assertThat(request.header("Host")).startsWith("localhost:");
    assertThat(request.header("Transfer-Encoding")).isNull();
    assertThat(request.headers().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("camel"));
  }

  @Test
  void event_ids_that_no_header_can_carry_stay_different_and_split_nothing() {
    deliver(BODY, eventId("é\r\nX-Evil: 1 %"));
    deliver(BODY, eventId("ü\r\nX-Evil: 1 %"));

    assertThat(partner.requests())
        .extracting(request -> request.header("Idempotency-Key"))
        .containsExactly(
            "itwin:%C3%A9%0D%0AX-Evil:%201%20%25", "itwin:%C3%BC%0D%0AX-Evil:%201%20%25");
    assertThat(partner.requests()).noneMatch(request -> request.headers().containsKey("X-Evil"));
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 307, 400, 401, 403, 404, 407, 429, 500, 503})
  void any_other_status_fails_with_it_after_one_request(int status) {
    partner.answers(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "1");
          exchange.getResponseHeaders().set("Location", partner.url("/elsewhere"));
          status(exchange, status);
        });

    Exchange failed = deliver(BODY, Map.of());

    HttpOperationFailedException failure = failed.getException(HttpOperationFailedException.class);
    assertThat(failure.getStatusCode()).isEqualTo(status);
    assertThat(failure.getResponseHeaders()).containsEntry("Retry-after", "1");
    assertThat(partner.requests()).hasSize(1);
    assertNoSecretIn(failed);
  }

  @Test
  @Timeout(20)
  void silence_fails_the_attempt_in_time() {
    CountDownLatch never = new CountDownLatch(1);
    partner.answers(
        exchange -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    Exchange failed = deliver(BODY, Map.of());

    assertThat(failed.getException(SocketTimeoutException.class)).isNotNull();
    assertNoSecretIn(failed);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 500})
  @Timeout(20)
  void a_response_without_end_is_cut_and_its_status_counts(int status) {
    partner.answers(
        exchange -> {
          exchange.sendResponseHeaders(status, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            while (true) {
              body.write(new byte[8192]);
            }
          }
        });

    Exchange done = deliver(BODY, Map.of());

    assertThat(done.getException() == null).isEqualTo(status == 200);
  }

  @Test
  @Timeout(20)
  void a_response_that_drips_is_cut() {
    partner.answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          CountDownLatch never = new CountDownLatch(1);
          try (OutputStream body = exchange.getResponseBody()) {
            while (!never.await(100, TimeUnit.MILLISECONDS)) {
              body.write('.');
              body.flush();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    assertThat(deliver(BODY, Map.of()).getException()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "text/plain; charset=no-such-charset",
        "application/x-java-serialized-object",
        "not a type"
      })
  void a_refusal_is_kept_with_the_beginning_of_its_body(String contentType) {
    partner.answers(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", contentType);
          byte[] body = ("{\"why\":\"no\"}" + " ".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(422, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });

    HttpOperationFailedException failure =
        deliver(BODY, Map.of()).getException(HttpOperationFailedException.class);
    assertThat(failure.getStatusCode()).isEqualTo(422);
    assertThat(failure.getResponseBody()).startsWith("{\"why\":\"no\"}").hasSize(4096);
  }

  @Test
  void a_refusal_that_is_not_what_it_says_is_a_refusal_all_the_same() {
    partner.answers(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(422, 5);
          exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });

    assertThat(deliver(BODY, Map.of()).getException(HttpOperationFailedException.class))
        .extracting(HttpOperationFailedException::getStatusCode)
        .isEqualTo(422);
  }

  @Test
  void the_body_of_a_success_is_not_kept() {
    partner.answers(
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });

    assertThat(deliver(BODY, Map.of()).getMessage().getBody()).isNull();
  }

  @Test
  void a_connection_is_used_again_after_a_failure() {
    for (int i = 0; i < 40; i++) { // more than the pool holds
      int status = i % 2 == 0 ? 500 : 200;
      partner.answers(
          exchange -> {
            exchange.sendResponseHeaders(status, 5);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.UTF_8));
            exchange.close();
          });
      assertThat(deliver(BODY, Map.of()).getException() == null).isEqualTo(status == 200);
    }
  }

  @Test
  void eight_mebibytes_fit() {
    byte[] body = new byte[8 << 20];
    Arrays.fill(body, (byte) 'x');

    assertThat(deliver(body, Map.of()).getException()).isNull();
    assertThat(partner.requests().get(0).body()).isEqualTo(body);
  }

  @Test
  void a_partner_that_is_gone_fails_at_once_and_comes_back() throws IOException {
    partner.answers(exchange -> status(exchange, 200));
    assertThat(deliver(BODY, Map.of()).getException()).isNull();
    partner.close();

    long start = System.nanoTime();
    assertThat(deliver(BODY, Map.of()).getException()).isInstanceOf(IOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void an_event_without_type_or_domain_is_sent_without_them() {
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.EVENT_TYPE, null);
    headers.put(EventHeaders.DOMAIN, null);

    assertThat(deliver(BODY, headers).getException()).isNull();
    assertThat(partner.requests().get(0).headers())
        .doesNotContainKeys("Dromedary-Event-Type", "Dromedary-Domain");
  }

  private static void assertNoSecretIn(Exchange exchange) {
    assertThat(exchange.getMessage().getHeaders().toString()).doesNotContain(TOKEN);
    assertThat(exchange.getProperties().toString()).doesNotContain(TOKEN);
    for (Throwable cause = exchange.getException(); cause != null; cause = cause.getCause()) {
      assertThat(cause.toString()).doesNotContain(TOKEN);
    }
  }
}
