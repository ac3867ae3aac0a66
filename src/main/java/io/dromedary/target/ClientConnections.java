package io.dromedary.target;

import io.dromedary.secret.Secrets;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.HttpHost;
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
   * Sets a client up.
   *
   * @throws IllegalArgumentException if a setting is wrong
   */
  void configure(HttpClientBuilder builder, Secrets secrets) {
    builder
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching();
    addConnections(builder, secrets);
    if (!proxy.isBlank()) {
      addProxy(builder, secrets.one(prefix + ".proxy.password"));
    }
  }

  /** Ends a request as a whole: a connection from the pool, its connect, and silence. */
  RequestDeadline deadline() {
    return new RequestDeadline(
        Timeout.ofMilliseconds(2 * CONNECT.toMilliseconds() + timeout.toMilliseconds()));
  }

  private void addConnections(HttpClientBuilder builder, Secrets secrets) {
    PoolingHttpClientConnectionManagerBuilder connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(CONNECTIONS)
            .setMaxConnPerRoute(CONNECTIONS)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT)
                    .setSocketTimeout(timeout)
                    .build());
    if (!keystore.isBlank() || !truststore.isBlank()) {
      connections.setTlsSocketStrategy(new DefaultClientTlsStrategy(tls(secrets)));
    }
    builder.setConnectionManager(connections.build());
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

  private void addProxy(HttpClientBuilder builder, @Nullable String password) {
    URI uri;
    try {
      uri = new URI(proxy);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(noProxy());
    }
    if (uri.getHost() == null || uri.getPort() == -1) {
      throw new IllegalArgumentException(noProxy());
    }
    HttpHost host = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
    builder.setProxy(host);
    if (uri.getUserInfo() != null && password != null) {
      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
      credentials.setCredentials(
          new AuthScope(host),
          new UsernamePasswordCredentials(uri.getUserInfo(), password.toCharArray()));
      builder.setDefaultCredentialsProvider(credentials);
    }
  }
}
