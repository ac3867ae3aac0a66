package io.dromedary.target;

import io.dromedary.Api;
import io.dromedary.secret.Secrets;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.NullUnmarked;

/**
 * The HTTP client of a target that asks a provider's API: with an access token by OAuth 2.0 client
 * credentials (RFC 6749, section 4.4), which is kept until shortly before its end, is fetched once
 * for all threads that wait for it, and goes to no other host than that of the API.
 *
 * <p>An answer of 401 renews the token and repeats the request once. Every wait and the size of an
 * answer are bounded; redirects are not followed. No exchange, endpoint or log line ever holds the
 * token or the secret.
 *
 * <p>Secrets, below {@code <prefix>}: {@code .client.secret}, read anew for each token; {@code
 * .keystore.password}, {@code .truststore.password}, {@code .proxy.password}. Thread-safe once
 * configured.
 */
@Api
@NullUnmarked // Camel sets the properties one by one
public final class ApiClient extends HttpTargetClient implements Closeable {
  private static final Pattern URL =
      Pattern.compile(
          "https://[^\\s?#@]+|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/[^\\s?#]*)?");

  private final List<CloseableHttpClient> clients = new ArrayList<>();
  private String url = "";
  private String tokenUrl = "";
  private String clientId = "";
  private String clientAuthentication = "basic";
  private String scope = "";
  private String accept = "application/json";

  /** With a timeout of 10 s. */
  public ApiClient() {
    super("", Timeout.ofSeconds(10));
  }

  /** The API; the token goes to its host only. */
  public void setUrl(String url) {
    this.url = url;
  }

  /** Where tokens are fetched. */
  public void setTokenUrl(String tokenUrl) {
    this.tokenUrl = tokenUrl;
  }

  /** The client id; blank: the target is off. */
  public void setClientId(String clientId) {
    this.clientId = clientId;
  }

  /** How client id and secret are shown: {@code basic}, a header, or {@code body}, form fields. */
  public void setClientAuthentication(String clientAuthentication) {
    this.clientAuthentication = clientAuthentication;
  }

  /** What the token is asked for, separated by spaces; blank: what the provider gives by itself. */
  public void setScope(String scope) {
    this.scope = scope;
  }

  /** The media type to ask for, by which many APIs choose their version. */
  public void setAccept(String accept) {
    this.accept = accept;
  }

  /**
   * Reads all that a delivery will need, so that a mistake stops the start with a sentence.
   *
   * @throws IllegalArgumentException if a setting is wrong or missing
   */
  public void check() {
    if (clientId.isBlank()) {
      return;
    }
    checkUrl(".url", url);
    checkUrl(".tokenUrl", tokenUrl);
    if (!clientAuthentication.matches("basic|body")) {
      throw new IllegalArgumentException(
          "clientAuthentication must be basic or body, not " + clientAuthentication);
    }
    read(secrets());
  }

  @Override
  ClientAccess read(Secrets secrets) {
    String secret = key(".client.secret");
    if (!clientId.isBlank() && secrets.one(secret) == null) {
      throw new IllegalArgumentException(
          key(".clientId")
              + " is set, and its secret is not: set "
              + secret
              + ", better as the variable "
              + Secrets.variable(secret));
    }
    return super.read(secrets);
  }

  private void checkUrl(String name, String value) {
    if (!URL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          key(name)
              + " must be an https URL without user and query (http only on this machine), because"
              + " the client's secret or a token is sent there. What it is now is not shown, since it"
              + " may hold a password");
    }
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    connect(builder);
    ClientConnections connections = connections();
    builder
        .addExecInterceptorFirst("bounded-response", new BoundedResponse())
        .addExecInterceptorFirst("bearer-token", new BearerToken(url, tokens()))
        .addExecInterceptorFirst("deadline", connections.deadline())
        .addRequestInterceptorLast(
            (request, entity, context) -> request.setHeader(HttpHeaders.ACCEPT, accept));
  }

  private AccessTokens tokens() {
    HttpClientBuilder builder = HttpClientBuilder.create();
    ClientConnections connections = connections();
    connect(builder);
    builder.addExecInterceptorFirst("deadline", connections.deadline());
    CloseableHttpClient client = builder.build();
    synchronized (clients) {
      clients.add(client);
    }
    return new AccessTokens(
        new TokenRequest(
            client,
            connections.prefix(),
            tokenUrl,
            clientId,
            clientAuthentication.equals("body"),
            scope,
            this::secrets),
        System::nanoTime);
  }

  @Override
  public void close() throws IOException {
    synchronized (clients) {
      for (CloseableHttpClient client : clients) {
        client.close();
      }
      clients.clear();
    }
  }
}
