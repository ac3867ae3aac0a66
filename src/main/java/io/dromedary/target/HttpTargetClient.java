package io.dromedary.target;

import io.dromedary.secret.Secrets;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.NullUnmarked;

/**
 * What the HTTP clients of targets have in common: how they connect, and where their secrets are.
 *
 * <p>Secrets, below {@code <prefix>}: {@code .keystore.password}, {@code .truststore.password},
 * {@code .proxy.password}.
 */
@NullUnmarked // Camel sets the properties one by one
abstract class HttpTargetClient implements HttpClientConfigurer, CamelContextAware {
  private CamelContext camelContext;
  private String prefix;
  private String keystore = "";
  private String truststore = "";
  private String proxy = "";
  private Timeout timeout;

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
}
