package io.dromedary.target;

import io.dromedary.secret.Secrets;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.Credentials;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * How the HTTP clients of targets connect: one request for each attempt (no redirect, no cookie, no
 * repeat of its own), every wait bounded, TLS and proxy as configured.
 *
 * @param prefix what the keys of the secrets start with: {@code .keystore.password}, {@code
 *     .truststore.password}, {@code .proxy.password}
 * @param keystore a file with our certificate and key; blank: none
 * @param truststore a file with the certificates to trust; blank: those of Java
 * @param proxy {@code http://[user@]host:port}; blank: none
 * @param timeout how long the other side may stay silent
 */
record ClientConnections(
    String prefix, String keystore, String truststore, String proxy, Timeout timeout) {
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final int CONNECTIONS = 32;

  /**
   * Reads what secrets open.
   *
   * @throws IllegalArgumentException if a setting is wrong
   */
  ClientAccess access(Secrets secrets) {
    TlsSocketStrategy tls =
        keystore.isBlank() && truststore.isBlank()
            ? null
            : new DefaultClientTlsStrategy(tls(secrets));
    return new ClientAccess(
        tls,
        proxy.isBlank() ? null : credentials(secrets.one(prefix + ".proxy.password")),
        null,
        null);
  }

  /**
   * Sets a client up. Each request has one access from its beginning to its end, and goes over a
   * connection that was made with the same.
   *
   * @param access gives the one of now
   */
  HttpClientConnectionManager configure(HttpClientBuilder builder, Supplier<ClientAccess> access) {
    ClientAccess first = access.get();
    HttpClientConnectionManager connections = connections(first.tls() != null);
    builder
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .setConnectionManager(connections)
        .addExecInterceptorFirst(
            "access",
            (request, scope, chain) -> {
              // What a user token is for: the pool gives out connections of the same only.
              scope.clientContext.setUserToken(access.get());
              return chain.proceed(request, scope);
            });
    if (first.proxy() != null) {
      AuthScope proxyScope = new AuthScope(proxyHost());
      builder.setDefaultCredentialsProvider(
          (asked, context) -> proxyScope.match(asked) >= 0 ? of(context).proxy() : null);
    }
    if (!proxy.isBlank()) {
      builder.setProxy(proxyHost());
    }
    return connections;
  }

  /** The access of a request. */
  static ClientAccess of(HttpContext request) {
    return Objects.requireNonNull(
        (ClientAccess) HttpClientContext.cast(request).getUserToken(), "access of a request");
  }

  /** Ends a request as a whole: a connection from the pool, its connect, and silence. */
  RequestDeadline deadline() {
    return new RequestDeadline(
        Timeout.ofMilliseconds(2 * CONNECT.toMilliseconds() + timeout.toMilliseconds()));
  }

  private HttpClientConnectionManager connections(boolean ownTls) {
    PoolingHttpClientConnectionManagerBuilder connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(CONNECTIONS)
            .setMaxConnPerRoute(CONNECTIONS)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT)
                    .setSocketTimeout(timeout)
                    .build());
    if (ownTls) {
      connections.setTlsSocketStrategy(
          (socket, target, port, attachment, context) ->
              Objects.requireNonNull(of(context).tls())
                  .upgrade(socket, target, port, attachment, context));
    }
    return connections.build();
  }

  private SSLContext tls(Secrets secrets) {
    try {
      SSLContextBuilder tls = SSLContextBuilder.create();
      if (!keystore.isBlank()) {
        char[] password = password(secrets, ".keystore.password");
        tls.loadKeyMaterial(new File(keystore), password, password);
      }
      if (!truststore.isBlank()) {
        tls.loadTrustMaterial(new File(truststore), password(secrets, ".truststore.password"));
      }
      return tls.build();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "Cannot read "
              + prefix
              + ".keystore ("
              + keystore
              + ") or .truststore ("
              + truststore
              + "): check the files, and the keys "
              + prefix
              + ".keystore.password and .truststore.password",
          e);
    }
  }

  private char @Nullable [] password(Secrets secrets, String key) {
    String password = secrets.one(prefix + key);
    return password == null ? null : password.toCharArray();
  }

  private String noProxy() {
    return prefix
        + ".proxy must be http://[user@]host:port. What it is now is not shown, since it may hold a"
        + " password, which belongs into "
        + prefix
        + ".proxy.password";
  }

  private URI proxyUri() {
    URI uri;
    try {
      uri = new URI(proxy);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(noProxy());
    }
    if (uri.getHost() == null || uri.getPort() == -1) {
      throw new IllegalArgumentException(noProxy());
    }
    return uri;
  }

  private HttpHost proxyHost() {
    URI uri = proxyUri();
    return new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
  }

  private @Nullable Credentials credentials(@Nullable String password) {
    String user = proxyUri().getUserInfo();
    return user == null || password == null
        ? null
        : new UsernamePasswordCredentials(user, password.toCharArray());
  }
}
