package io.dromedary.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.dromedary.secret.Secrets;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a token goes, where it does not, and what is taken of an answer. */
class ApiClientTest {
  private static final String PREFIX = "dromedary.target.imodels";

  private final Map<String, String> environment = new ConcurrentHashMap<>();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final ApiClient api = new ApiClient();
  private final PartnerServer tokens = PartnerServer.http();
  private final PartnerServer server = PartnerServer.http();

  ApiClientTest() throws IOException {
    context
        .getRegistry()
        .bind(
            "secrets",
            Secrets.of(Map.of(PREFIX + ".client.secret", "hush"), name -> environment.get(name)));
    api.setCamelContext(context);
    api.setPrefix(PREFIX);
    api.setUrl(server.url(""));
    api.setTokenUrl(tokens.url("/token"));
    api.setClientId("service-1");
    tokens.answers(
        exchange -> answer(exchange, 200, "{\"access_token\":\"t1\",\"expires_in\":60}"));
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
    server.close();
    tokens.close();
    context.close();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String get(String url) throws IOException {
    HttpClientBuilder builder = HttpClientBuilder.create();
    api.configureHttpClient(builder);
    try (CloseableHttpClient client = builder.build()) {
      return client.execute(
          new HttpGet(url),
          response ->
              response.getCode()
                  + " "
                  + (response.getEntity() == null
                      ? ""
                      : EntityUtils.toString(response.getEntity())));
    }
  }

  @Test
  void theTokenGoesToTheApi() throws IOException {
    server.answers(exchange -> answer(exchange, 200, "{}"));

    assertThat(get(server.url("/imodels/1"))).isEqualTo("200 {}");
    assertThat(server.requests().get(0).header("Authorization")).isEqualTo("Bearer t1");
  }

  @Test
  void theTokenGoesToNoOtherHostAndNoneIsFetchedForIt() throws IOException {
    try (PartnerServer other = PartnerServer.http()) {
      assertThatThrownBy(() -> get(other.url("/imodels/1")))
          .rootCause()
          .hasMessageContaining("its access token is for")
          .hasMessageContaining("only; ask one API for each client");
      assertThat(other.requests()).isEmpty();
      assertThat(tokens.requests()).isEmpty();
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws IOException {
    server.answers(
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.url("/elsewhere"));
          answer(exchange, 302, "");
        });

    assertThat(get(server.url("/imodels/1"))).startsWith("302");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anAnswerThatIsTooLongIsNotTaken() {
    server.answers(exchange -> answer(exchange, 200, "x".repeat(4 * 1024 * 1024 + 1)));

    assertThatThrownBy(() -> get(server.url("/imodels/1")))
        .hasMessageContaining("has more than 4194304 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"access_token\":\"a b\"}",
        "{\"access_token\":\"a\\r\\nX: y\"}",
        "{\"access_token\":\"t1\",\"token_type\":\"mac\"}"
      })
  void whatIsNoBearerTokenIsNotUsed(String body) {
    tokens.answers(exchange -> answer(exchange, 200, body));

    assertThatThrownBy(() -> get(server.url("/imodels/1")))
        .rootCause()
        .hasMessage(
            "asking "
                + tokens.url("/token")
                + " for an access token for "
                + PREFIX
                + ": it answered 200 without a bearer token");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aSecretThatIsChangedWhileItRunsIsUsedForTheNextToken() throws IOException {
    tokens.answers(exchange -> answer(exchange, 401, "{\"error\":\"invalid_client\"}"));
    HttpClientBuilder builder = HttpClientBuilder.create();
    api.configureHttpClient(builder);
    try (CloseableHttpClient client = builder.build()) {
      assertThatThrownBy(() -> client.execute(new HttpGet(server.url("/")), answer -> answer))
          .rootCause()
          .hasMessageContaining("it answered 401 invalid_client; check " + PREFIX + ".clientId");
      environment.put("DROMEDARY_TARGET_IMODELS_CLIENT_SECRET", "new");
      tokens.answers(exchange -> answer(exchange, 200, "{\"access_token\":\"t2\"}"));

      assertThat(client.<Integer>execute(new HttpGet(server.url("/")), answer -> answer.getCode()))
          .isEqualTo(200);
    }
    assertThat(tokens.requests())
        .extracting(request -> request.header("Authorization"))
        .containsExactly(basic("service-1:hush"), basic("service-1:new"));
  }

  private static String basic(String both) {
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.example.com",
        "https://user:pass@api.example.com",
        "https://api.example.com?x=y",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com/",
        "ftp://api.example.com",
        ""
      })
  void anAddressThatWouldShowTheSecretIsRefusedAtTheStart(String url) {
    api.setTokenUrl(url);

    assertThatIllegalArgumentException()
        .isThrownBy(api::check)
        .withMessageContaining(PREFIX + ".tokenUrl must be an https URL")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("user:", "pass@"));
  }

  @Test
  void aClientWithoutItsSecretIsRefusedAtTheStart() {
    api.setPrefix("dromedary.target.versions");

    assertThatIllegalArgumentException()
        .isThrownBy(api::check)
        .withMessageContaining("dromedary.target.versions.client.secret")
        .withMessageContaining("DROMEDARY_TARGET_VERSIONS_CLIENT_SECRET");
  }

  @Test
  void whatIsOffIsNotChecked() {
    api.setClientId(" ");
    api.setTokenUrl("");

    assertThatCode(api::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"imodels/{id}", "/imodels/{id}?x=y", "/imodels/{{id}}", "/a b", "https://x/{id}"})
  void aPathThatIsNoneIsRefusedAtTheStart(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ApiRequest().setPath(path))
        .withMessageContaining("path must be a path such as /imodels/{imodelId}");
  }
}
