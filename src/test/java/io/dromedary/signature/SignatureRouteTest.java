package io.dromedary.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.event.Callback;
import io.dromedary.event.ExchangeProperties;
import io.dromedary.secret.Secrets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Routes as users write them, on Camel's own HTTP server. */
class SignatureRouteTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String BODY = "{\"webhookId\":\"hook-1\"}";
  private static final String ITWIN =
      """
      - beans:
          - name: itwinSignature
            type: io.dromedary.signature.SignatureProcessor
            properties:
              scheme: itwin
              secret: itwin.secret
      - route:
          id: itwin-callback
          from:
            uri: platform-http:/callbacks/itwin
            steps:
              - process:
                  ref: itwinSignature
              - process:
                  ref: kept
      """;

  private final List<Exchange> kept = new CopyOnWriteArrayList<>();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final VertxPlatformHttpServer server = server();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static VertxPlatformHttpServer server() {
    VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
    configuration.setBindHost("127.0.0.1");
    configuration.setBindPort(0);
    return new VertxPlatformHttpServer(configuration);
  }

  private void start(String yaml, Map<String, String> secrets) throws Exception {
    context.getRegistry().bind("secrets", Secrets.of(secrets, variable -> null));
    Processor keep =
        exchange -> {
          kept.add(exchange.copy());
          exchange.getMessage().getHeaders().clear();
          exchange.getMessage().setBody("kept\n");
        };
    context.getRegistry().bind("kept", Processor.class, keep);
    context.addService(server);
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(ResourceHelper.fromString("callback.camel.yaml", yaml));
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private HttpResponse<String> post(String pathAndQuery, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getServer().actualPort() + pathAndQuery))
            .POST(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String itwinSignature() {
    return "sha256=" + Signing.hex("HmacSHA256", SECRET, BODY);
  }

  @Test
  void aSignedCallbackGoesOnWithItsVerdictAndItsBytes() throws Exception {
    start(ITWIN, Map.of("itwin.secret", SECRET));

    HttpResponse<String> answer =
        post("/callbacks/itwin", BODY, "sIGNATURE", itwinSignature(), "X-Other", "1");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(kept).hasSize(1);
    Verdict verdict = kept.get(0).getProperty(Verdict.PROPERTY, Verdict.class);
    assertThat(verdict.source()).isEqualTo("itwin");
    assertThat(verdict.scheme()).isEqualTo("itwin");
    assertThat(verdict.callback().body()).isEqualTo(Signing.utf8(BODY));
    assertThat(verdict.callback().header("x-other")).isEqualTo("1");
    assertThat(kept.get(0).getMessage().getBody())
        .isInstanceOf(byte[].class)
        .isEqualTo(Signing.utf8(BODY));
    assertThat(kept.get(0).getProperty(ExchangeProperties.CALLBACK)).isInstanceOf(Callback.class);
  }

  @Test
  void anUnsignedCallbackIsAnswered401WithNothingOfTheRequest() throws Exception {
    start(ITWIN, Map.of("itwin.secret", SECRET));

    HttpResponse<String> answer = post("/callbacks/itwin", BODY, "X-Other", "1");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).isEqualTo("unauthorized\n");
    assertThat(answer.headers().map()).containsOnlyKeys("transfer-encoding");
    assertThat(kept).isEmpty();
  }

  @Test
  void aQueryParameterIsNoHeader() throws Exception {
    start(ITWIN, Map.of("itwin.secret", SECRET));

    HttpResponse<String> answer = post("/callbacks/itwin?Signature=" + itwinSignature(), BODY);

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void aQueryParameterDoesNotSpoilTheHeader() throws Exception {
    start(ITWIN, Map.of("itwin.secret", SECRET));

    HttpResponse<String> answer =
        post("/callbacks/itwin?Signature=x", BODY, "Signature", itwinSignature());

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void aRepeatedSignatureHeaderIsRefused() throws Exception {
    start(ITWIN, Map.of("itwin.secret", SECRET));

    HttpResponse<String> answer =
        post(
            "/callbacks/itwin", BODY, "Signature", itwinSignature(), "Signature", itwinSignature());

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void aSourceThatIsOffAnswers503AndWhenToComeAgain() throws Exception {
    start(ITWIN, Map.of("itwin.secret", "  "));

    HttpResponse<String> answer = post("/callbacks/itwin", BODY, "Signature", itwinSignature());

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().map()).containsOnlyKeys("transfer-encoding", "retry-after");
    assertThat(kept).isEmpty();
  }

  @Test
  void aFormWhoseBytesCamelHasParsedAwayIsAnswered503() throws Exception {
    start(ITWIN, Map.of("itwin.secret", SECRET));

    HttpResponse<String> answer =
        post(
            "/callbacks/itwin",
            "a=1",
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Signature",
            "sha256=" + Signing.hex("HmacSHA256", SECRET, "a=1"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(kept).isEmpty();
  }

  @Test
  void aSecretThatIsTooShortFailsTheStart() {
    assertThatThrownBy(() -> start(ITWIN, Map.of("itwin.secret", "too-little")))
        .hasStackTraceContaining("itwin.secret")
        .hasStackTraceContaining("secret 1 of 1 is too short")
        .hasStackTraceContaining("callback.camel:10");
  }

  @Test
  void aNewProviderNeedsYamlOnly() throws Exception {
    start(
        """
        - beans:
            - name: acmeSignature
              type: io.dromedary.signature.SignatureProcessor
              properties:
                scheme: hmac
                secret: acme.secret
                header: X-Acme-Signature
                prefix: v0=
                algorithm: HmacSHA512
                encoding: base64
                signed: "v0:{timestamp}:{body}"
                timestampHeader: X-Acme-Time
                tolerance: 10m
                minimumSecretLength: 8
                subscription: /subscription/id
        - route:
            id: acme-callback
            from:
              uri: platform-http:/callbacks/acme
              steps:
                - process:
                    ref: acmeSignature
                - process:
                    ref: kept
        """,
        Map.of("acme.secret", "correct horse"));
    long now = System.currentTimeMillis() / 1000;
    String signature =
        "v0="
            + Base64.getEncoder()
                .encodeToString(
                    Signing.hmac(
                        "HmacSHA512",
                        Signing.utf8("correct horse"),
                        Signing.utf8("v0:" + now + ":" + BODY)));

    HttpResponse<String> answer =
        post("/callbacks/acme", BODY, "X-Acme-Signature", signature, "X-Acme-Time", "" + now);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(kept.get(0).getProperty(Verdict.PROPERTY, Verdict.class).source()).isEqualTo("acme");
  }
}
