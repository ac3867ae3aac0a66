package io.dromedary.target;

import io.dromedary.Api;
import io.dromedary.secret.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of target {@code partner}: one request per attempt (no redirect, no cookie, no
 * repeat of its own), every wait bounded, and the credentials put on the request by the client
 * itself, so that no exchange, endpoint or log line ever holds them.
 *
 * <p>Secrets, below {@code <prefix>}: {@code .token} (bearer), or {@code .password} with a user;
 * {@code .query.secret}, a query string that is added to the URL; {@code .keystore.password},
 * {@code .truststore.password}, {@code .proxy.password}. Others take effect with the next request.
 * Thread-safe once configured.
 */
@Api
@NullUnmarked // Camel sets the properties one by one
public final class PartnerClient extends HttpTargetClient {
  private String url = "";
  private String user = "";

  /** With the secrets of {@code dromedary.target.partner}, and a timeout of 15 s. */
  public PartnerClient() {
    super("dromedary.target.partner", Timeout.ofSeconds(15));
  }

  /** Where the events go; only looked at by {@link #check}. Blank: the target is off. */
  public void setUrl(String url) {
    this.url = url;
  }

  /** The user of basic authentication; blank: none. */
  public void setUser(String user) {
    this.user = user;
  }

  /**
   * Reads all that a delivery will need, so that a mistake stops the start with a sentence.
   *
   * @throws IllegalArgumentException if a setting is wrong or contradicts another
   */
  public void check() {
    if (url.isBlank()) {
      return;
    }
    if (!url.matches("https?://[^\\s?#]+")) {
      throw new IllegalArgumentException(
          key(".url")
              + " must be an http or https URL without a query, but is "
              + url.replaceFirst("\\?.*", "?...")
              + "; a query goes into "
              + key(".query.secret"));
    }
    read(secrets());
  }

  @Override
  ClientAccess read(Secrets secrets) {
    return super.read(secrets).with(authorization(secrets), secrets.one(key(".query.secret")));
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    connect(builder);
    ClientConnections connections = connections();
    builder
        .addExecInterceptorFirst("discard-response", new DiscardedResponse(connections.timeout()))
        .addExecInterceptorFirst("deadline", connections.deadline())
        .addRequestInterceptorLast(
            (request, entity, context) -> addSecrets(request, ClientConnections.of(context)));
  }

  private static void addSecrets(HttpRequest request, ClientAccess access) {
    if (access.authorization() != null) {
      request.setHeader(HttpHeaders.AUTHORIZATION, access.authorization());
    }
    if (access.query() != null) {
      request.setPath(request.getPath() + "?" + access.query());
    }
  }

  private @Nullable String authorization(Secrets secrets) {
    String token = secrets.one(key(".token"));
    String password = secrets.one(key(".password"));
    if (token != null && (password != null || !user.isBlank())) {
      throw new IllegalArgumentException(
          "Set either " + key(".token") + " or " + key(".user") + " and .password, not both");
    }
    if (token != null) {
      return "Bearer " + token;
    }
    if (user.isBlank() != (password == null)) {
      throw new IllegalArgumentException(
          key(".user") + " and " + key(".password") + " belong together; one of them is not set");
    }
    return password == null
        ? null
        : "Basic "
            + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }
}
