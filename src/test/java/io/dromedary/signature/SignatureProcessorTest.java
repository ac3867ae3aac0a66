package io.dromedary.signature;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dromedary.event.Callback;
import io.dromedary.event.ExchangeProperties;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SignatureProcessorTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String BODY = "{\"hook\":{\"hookId\":\"hook-1\"}}";
  private static final String SIGNATURE = "sha1hash=" + Signing.hex("HmacSHA1", SECRET, BODY);
  private static final String WRONG = "sha1hash=" + Signing.hex("HmacSHA1", "other", BODY);

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(SignatureProcessor.class);
  private final SetClock clock = new SetClock();

  private static final class SetClock extends Clock {
    private Instant now = Signing.NOW;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private static final class Heard implements SignatureListener {
    private final List<String> news = new ArrayList<>();

    @Override
    public void authenticated(String source) {
      news.add(source);
    }

    @Override
    public void refused(String source, Rejection rejection, @Nullable String fingerprint) {
      news.add(source + " " + rejection.label() + " " + fingerprint);
    }
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    context.stop();
  }

  private SignatureProcessor aps(@Nullable String secret) {
    context.getRegistry().bind("secrets", Signing.secrets("aps.secret", secret));
    SignatureProcessor processor = new SignatureProcessor();
    processor.setCamelContext(context);
    processor.setClock(clock);
    processor.setScheme("aps");
    processor.setSecret("aps.secret");
    return processor;
  }

  private Exchange exchange(@Nullable Object body, Map<String, Object> headers) {
    Exchange exchange = new DefaultExchange(context);
    exchange.getMessage().setHeaders(new HashMap<>(headers));
    exchange.getMessage().setBody(body);
    return exchange;
  }

  private Exchange processed(SignatureProcessor processor, Map<String, Object> headers) {
    Exchange exchange = exchange(BODY, headers);
    processor.process(exchange);
    return exchange;
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static void assertRefused(Exchange exchange) {
    assertThat(exchange.getMessage().getHeaders())
        .isEqualTo(Map.of(Exchange.HTTP_RESPONSE_CODE, 401));
    assertThat(exchange.getMessage().getBody()).isEqualTo("unauthorized\n");
    assertThat(exchange.isRouteStop()).isTrue();
    assertThat(exchange.getProperty(Verdict.PROPERTY)).isNull();
    assertThat(exchange.getException()).isNull();
  }

  private static void assertUnavailable(Exchange exchange) {
    assertThat(exchange.getMessage().getHeaders())
        .isEqualTo(Map.of(Exchange.HTTP_RESPONSE_CODE, 503, "Retry-After", "60"));
    assertThat(exchange.getMessage().getBody()).isEqualTo("");
    assertThat(exchange.isRouteStop()).isTrue();
    assertThat(exchange.getProperty(Verdict.PROPERTY)).isNull();
    assertThat(exchange.getException()).isNull();
  }

  @Test
  void anAuthenticCallbackGoesOnWithItsVerdict() {
    Exchange exchange = processed(aps(SECRET), Map.of("x-adsk-signature", SIGNATURE));
    assertThat(exchange.isRouteStop()).isFalse();
    assertThat(exchange.getMessage().getBody()).isEqualTo(Signing.utf8(BODY));
    assertThat(exchange.getProperty(Verdict.PROPERTY)).isInstanceOf(Verdict.class);
    assertThat(log.list).isEmpty();
  }

  @Test
  void aRefusalIsTheWholeAnswer() {
    assertRefused(
        processed(
            aps(SECRET),
            Map.of("x-adsk-signature", WRONG, "Content-Type", "text/html", "CamelX", "y")));
  }

  @Test
  void aVerdictOfAnotherProcessorDoesNotSurviveARefusal() {
    Exchange exchange = exchange(BODY, Map.of("x-adsk-signature", WRONG));
    Callback other = Signing.callback(BODY);
    exchange.setProperty(Verdict.PROPERTY, new Verdict("itwin", "itwin", other));
    aps(SECRET).process(exchange);
    assertRefused(exchange);
  }

  @Test
  void aVerdictInAHeaderIsNoVerdict() {
    assertRefused(processed(aps(SECRET), Map.of(Verdict.PROPERTY, "aps")));
  }

  @Test
  void theCallbackOfOurOwnConsumerIsTakenAndNotTheHeadersOfTheMessage() {
    Exchange exchange = exchange("{}", Map.of("x-adsk-signature", "x"));
    Callback callback = Signing.callback(BODY, "X-Adsk-Signature", SIGNATURE);
    exchange.setProperty(ExchangeProperties.CALLBACK, callback);
    aps(SECRET).process(exchange);
    Verdict verdict = exchange.getProperty(Verdict.PROPERTY, Verdict.class);
    assertThat(verdict.callback()).isSameAs(callback);
    assertThat(exchange.getMessage().getBody()).isSameAs(callback.body());
  }

  @Test
  void aHeaderThatAQueryParameterMayHaveMadeDoesNotCount() {
    for (String query :
        List.of(
            "x-adsk-signature=y",
            "a=b&X-Adsk-Signature",
            "x%2Dadsk-signature=",
            "%&x-adsk-signature=1")) {
      assertRefused(
          processed(
              aps(SECRET), Map.of("x-adsk-signature", SIGNATURE, Exchange.HTTP_QUERY, query)));
    }
  }

  @Test
  void aHeaderThatCameTwiceIsRefused() {
    assertRefused(
        processed(aps(SECRET), Map.of("x-adsk-signature", List.of(SIGNATURE, SIGNATURE))));
  }

  @Test
  void aHeaderWithoutAValueIsNoHeader() {
    Map<String, Object> headers = new HashMap<>();
    headers.put("x-adsk-signature", null);
    assertRefused(processed(aps(SECRET), headers));
  }

  @Test
  void aMissingBodyIsAnEmptyOne() {
    Exchange exchange =
        exchange(
            null, Map.of("x-adsk-signature", "sha1hash=" + Signing.hex("HmacSHA1", SECRET, "")));
    aps(SECRET).process(exchange);
    assertThat(exchange.getProperty(Verdict.PROPERTY)).isNotNull();
    assertThat(exchange.getMessage().getBody()).isEqualTo(new byte[0]);
  }

  @Test
  void aSourceThatIsOffAnswers503() {
    SignatureProcessor processor = aps(null);
    assertUnavailable(processed(processor, Map.of("x-adsk-signature", SIGNATURE)));
    assertThat(lines())
        .singleElement()
        .asString()
        .contains("of aps: the source is off because aps.secret is not set", "APS_SECRET");
  }

  @Test
  void aBodyThatCannotBeReadIsAnswered503() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();
    Exchange exchange = exchange(broken, Map.of("x-adsk-signature", SIGNATURE));
    aps(SECRET).process(exchange);
    assertUnavailable(exchange);
    assertThat(lines()).singleElement().asString().contains("could not be read");
  }

  @Test
  void aBodyThatIsNotBytesIsAnswered503() {
    Exchange exchange = exchange(Map.of("a", "1"), Map.of("x-adsk-signature", SIGNATURE));
    aps(SECRET).process(exchange);
    assertUnavailable(exchange);
  }

  @Test
  void anUnsignedCallbackOfApsIsLoggedWithItsLikelyCause() {
    assertRefused(processed(aps(SECRET), Map.of()));
    assertThat(lines())
        .containsExactly(
            "answered 401 to a callback of aps: it has no header x-adsk-signature; most likely no secret token is set at APS, which signs nothing until one is set (POST https://developer.api.autodesk.com/webhooks/v1/tokens)");
  }

  @Test
  void refusalsAreLoggedOnceAMinuteForEachReasonWithTheNumberHeldBack() {
    SignatureProcessor processor = aps(SECRET);
    for (int i = 0; i < 1000; i++) {
      processed(processor, Map.of("x-adsk-signature", WRONG));
    }
    processed(processor, Map.of("x-adsk-signature", "other reason"));
    clock.now = clock.now.plusMillis(59_999);
    processed(processor, Map.of("x-adsk-signature", WRONG));
    assertThat(lines()).hasSize(2);
    clock.now = clock.now.plusMillis(1);
    processed(processor, Map.of("x-adsk-signature", WRONG));
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(2)).endsWith(" (and 1000 more since the last line)");
  }

  @Test
  void aClockThatWasSetBackDoesNotSilenceTheLog() {
    SignatureProcessor processor = aps(SECRET);
    processed(processor, Map.of("x-adsk-signature", WRONG));
    clock.now = clock.now.minus(Duration.ofDays(1));
    processed(processor, Map.of("x-adsk-signature", WRONG));
    assertThat(lines()).hasSize(2);
  }

  @Test
  void nothingOfTheRequestIsLogged() {
    SignatureProcessor processor = aps(SECRET);
    processed(processor, Map.of("x-adsk-signature", "sha1hash=\nforged line " + WRONG));
    processed(processor, Map.of("x-adsk-signature", WRONG));
    assertThat(String.join("\n", lines()))
        .doesNotContain("forged")
        .doesNotContain(WRONG)
        .doesNotContain(SIGNATURE);
  }

  @Test
  void listenersHearWhatCameOfEachCallback() {
    Heard first = new Heard();
    Heard second = new Heard();
    context.getRegistry().bind("first", first);
    context.getRegistry().bind("second", second);
    SignatureProcessor processor = aps(SECRET);
    processed(processor, Map.of("x-adsk-signature", SIGNATURE));
    processed(processor, Map.of("x-adsk-signature", WRONG));
    processed(processor, Map.of());
    assertThat(first.news)
        .containsExactly(
            "aps", "aps wrong-signature " + bodyFingerprint(), "aps missing-header null");
    assertThat(second.news).isEqualTo(first.news);
  }

  private static String bodyFingerprint() {
    String fingerprint = BodyFingerprint.of(Signing.utf8(BODY));
    assertThat(fingerprint).matches("[0-9a-f]{16}");
    assertThat(fingerprint).isNotEqualTo(BodyFingerprint.of(Signing.utf8(BODY + " ")));
    return fingerprint;
  }

  @Test
  void aListenerBoundAfterTheProcessorIsReadyIsHeard() {
    SignatureProcessor processor = aps(SECRET);
    processor.ready();
    Heard heard = new Heard();
    context.getRegistry().bind("late", heard);
    processed(processor, Map.of("x-adsk-signature", SIGNATURE));
    assertThat(heard.news).containsExactly("aps");
  }

  @Test
  void aListenerThatFailsChangesNoAnswer() {
    SignatureListener failing =
        new SignatureListener() {
          @Override
          public void authenticated(String source) {
            throw new IllegalStateException("broken");
          }
        };
    context.getRegistry().bind("failing", failing);
    Exchange exchange = processed(aps(SECRET), Map.of("x-adsk-signature", SIGNATURE));
    assertThat(exchange.isRouteStop()).isFalse();
    assertThat(exchange.getProperty(Verdict.PROPERTY)).isNotNull();
    assertThat(lines()).singleElement().asString().contains("a listener", "changes no answer");
  }

  @Test
  void aProcessorIsNotStoppedWithOneOfItsRoutes() {
    SignatureProcessor processor = aps(SECRET);
    processor.start();
    processor.stop();
    assertThat(processed(processor, Map.of("x-adsk-signature", SIGNATURE)).isRouteStop()).isFalse();
  }
}
