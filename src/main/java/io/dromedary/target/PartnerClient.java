package io.dromedary.target;

import io.dromedary.secret.Secrets;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.ssl.SSLContextBuilder;
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
 * {@code .truststore.password}, {@code .proxy.password}. Thread-safe once configured.
 */
@NullUnmarked // Camel sets the properties one by one
public final class PartnerClient implements HttpClientConfigurer, CamelContextAware {
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final int CONNECTIONS = 32;

  private CamelContext camelContext;
  private String prefix = "dromedary.target.partner";
  private String url = "";
  private String user = "";
  private String keystore = "";
  private String truststore = "";
  private String proxy = "";
  private Timeout timeout = Timeout.ofSeconds(15);

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  /** What the keys of the secrets start with. */
  public void setPrefix(String prefix) {
    this.prefix = prefix;
  }

  /** Where the events go; only looked at by {@link #check}. Blank: the target is off. */
  public void setUrl(String url) {
    this.url = url;
  }

  /** The user of basic authentication; blank: none. */
  public void setUser(String user) {
    this.user = user;
  }

  /** A file with our certificate and key (PKCS12 or JKS), for mutual TLS; blank: none. */
  public void setKeystore(String keystore) {
    this.keystore = keystore;
  }

  /** A file with the certificates to trust (PKCS12 or JKS); blank: those of Java. */
  public void setTruststore(String truststore) {
    this.truststore = truststore;
  }

  /** A proxy, {@code http://[user@]host:port}; blank: none. */
  public void setProxy(String proxy) {
    this.proxy = proxy;
  }

  /** How long the partner may stay silent, in milliseconds. */
  public void setTimeout(long timeout) {
    this.timeout = Timeout.ofMilliseconds(timeout);
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
          prefix
              + ".url must be an http or https URL without a query, but is "
              + url.replaceFirst("\\?.*", "?...")
              + "; a query goes into "
              + prefix
              + ".query.secret");
    }
    configureHttpClient(HttpClientBuilder.create());
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    Secrets secrets = Secrets.lookup(camelContext);
    builder
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .addExecInterceptorFirst("discard-response", new DiscardedResponse(timeout))
        .addExecInterceptorFirst("deadline", new RequestDeadline(deadline()));
    String authorization = authorization(secrets);
    String query = secrets.one(prefix + ".query.secret");
    builder.addRequestInterceptorLast(
        (request, entity, context) -> addSecrets(request, authorization, query));
    addConnections(builder, secrets);
    if (!proxy.isBlank()) {
      addProxy(builder, secrets.one(prefix + ".proxy.password"));
    }
  }

  /** Of the whole request: a connection from the pool, its connect, and silence. */
  private Timeout deadline() {
    return Timeout.ofMilliseconds(2 * CONNECT.toMilliseconds() + timeout.toMilliseconds());
  }

  private static void addSecrets(
      HttpRequest request, @Nullable String authorization, @Nullable String query) {
    if (authorization != null) {
      request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
    }
    if (query != null) {
      request.setPath(request.getPath() + "?" + query);
    }
  }

  private @Nullable String authorization(Secrets secrets) {
    String token = secrets.one(prefix + ".token");
    String password = secrets.one(prefix + ".password");
    if (token != null && (password != null || !user.isBlank())) {
      throw new IllegalArgumentException(
          "Set either " + prefix + ".token or " + prefix + ".user and .password, not both");
    }
    if (token != null) {
      return "Bearer " + token;
    }
    if (user.isBlank() != (password == null)) {
      throw new IllegalArgumentException(
          prefix + ".user and " + prefix + ".password belong together; one of them is not set");
    }
    return password == null
        ? null
        : "Basic "
            + Base64.getEncoder()
                .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
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

  private void addProxy(HttpClientBuilder builder, @Nullable String password) {
    URI uri;
    try {
      uri = new URI(proxy);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(prefix + ".proxy is not a URL: " + proxy, e);
    }
    if (uri.getHost() == null || uri.getPort() == -1) {
      throw new IllegalArgumentException(
          prefix + ".proxy must be http://[user@]host:port, but is " + proxy);
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
