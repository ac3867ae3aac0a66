package io.dromedary.target;

import io.dromedary.secret.SecretUser;
import io.dromedary.secret.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.NullUnmarked;

/**
 * What the HTTP clients of targets have in common: how they connect, and where their secrets are.
 *
 * <p>Secrets, below {@code <prefix>}: {@code .keystore.password}, {@code .truststore.password},
 * {@code .proxy.password}. Others take effect with the next request, on a new connection.
 */
@NullUnmarked // Camel sets the properties one by one
abstract class HttpTargetClient implements HttpClientConfigurer, CamelContextAware, SecretUser {
  private CamelContext camelContext;
  private String prefix;
  private String keystore = "";
  private String truststore = "";
  private String proxy = "";
  private Timeout timeout;
  private final List<HttpClientConnectionManager> pools = new ArrayList<>();
  private volatile ClientAccess access;

  HttpTargetClient(String prefix, Timeout timeout) {
    this.prefix = prefix;
    this.timeout = timeout;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  /** What the keys of the secrets start with, and the keys that messages name. */
  public void setPrefix(String prefix) {
    this.prefix = prefix;
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

  /** How long the other side may stay silent, in milliseconds. */
  public void setTimeout(long timeout) {
    this.timeout = Timeout.ofMilliseconds(timeout);
  }

  /** A key of this client, as the configuration has it. */
  final String key(String name) {
    return prefix + name;
  }

  final Secrets secrets() {
    return Secrets.lookup(camelContext);
  }

  final ClientConnections connections() {
    return new ClientConnections(prefix, keystore, truststore, proxy, timeout);
  }

  /**
   * Reads all that a request will need.
   *
   * @throws IllegalArgumentException if a setting is wrong or contradicts another
   */
  ClientAccess read(Secrets secrets) {
    return connections().access(secrets);
  }

  /** The one of now. */
  final ClientAccess access() {
    ClientAccess known = access;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      if (access == null) {
        access = read(secrets());
      }
      return access;
    }
  }

  /** Lets a client connect as configured, with the secrets of now. */
  final void connect(HttpClientBuilder builder) {
    HttpClientConnectionManager made = connections().configure(builder, this::access);
    synchronized (this) {
      pools.add(made);
    }
  }

  @Override
  public boolean uses(String key) {
    return key.startsWith(prefix + ".");
  }

  @Override
  public Set<Path> files() {
    return Stream.of(keystore, truststore)
        .filter(file -> !file.isBlank())
        .map(Path::of)
        .collect(Collectors.toSet());
  }

  @Override
  public Change prepare(Secrets next) {
    ClientAccess read = read(next);
    return () -> take(read);
  }

  private synchronized void take(ClientAccess read) {
    if (access == null) {
      return; // nobody has asked yet, and whoever does gets the secrets of now
    }
    access = read;
    for (HttpClientConnectionManager pool : pools) {
      if (pool instanceof ConnPoolControl<?> connections) {
        connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
      }
    }
  }
}
