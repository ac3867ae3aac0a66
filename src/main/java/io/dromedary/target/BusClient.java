package io.dromedary.target;

import io.dromedary.Api;
import io.dromedary.secret.SecretUser;
import io.dromedary.secret.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Makes the Kafka producer of target {@code bus} with the settings that hold secrets, which so
 * never pass through an endpoint URI: SASL credentials and the passwords of TLS stores. The
 * properties name keys below {@code dromedary.target.bus}. When the secrets change, a producer that
 * is made with them takes the place of the one before, from the next record on.
 *
 * <p>Thread-safe once configured.
 */
@Api
@NullUnmarked // its parent is
public final class BusClient extends DefaultKafkaClientFactory
    implements CamelContextAware, SecretUser {
  private static final List<String> PROTOCOLS =
      List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL");

  private CamelContext camelContext;
  private String prefix = "dromedary.target.bus";
  private String brokers = "";
  private String securityProtocol = "PLAINTEXT";
  private String saslMechanism = "";
  private String user = "";
  private String truststore = "";
  private String keystore = "";
  private final List<RotatingProducer> producers = new CopyOnWriteArrayList<>();

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

  /** Where Kafka is; only looked at by {@link #check}. Blank: the target is off. */
  public void setBrokers(String brokers) {
    this.brokers = brokers;
  }

  /** PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL. */
  public void setSecurityProtocol(String securityProtocol) {
    this.securityProtocol = securityProtocol;
  }

  /** PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; any other with {@code <prefix>.jaas.secret}. */
  public void setSaslMechanism(String saslMechanism) {
    this.saslMechanism = saslMechanism;
  }

  /** The SASL user; its password is {@code <prefix>.password}. */
  public void setUser(String user) {
    this.user = user;
  }

  /** A file with the certificates to trust (PKCS12, JKS, or PEM); blank: those of Java. */
  public void setTruststore(String truststore) {
    this.truststore = truststore;
  }

  /** A file with our certificate and key (PKCS12, JKS, or PEM); blank: none. */
  public void setKeystore(String keystore) {
    this.keystore = keystore;
  }

  /**
   * Reads all that a delivery will need, so that a mistake stops the start with a sentence.
   *
   * @throws IllegalArgumentException if a setting is wrong or missing
   */
  public void check() {
    if (!brokers.isBlank()) {
      secure(new Properties());
    }
  }

  /** A producer of a transaction is not changed while it runs: it stays what it is. */
  @Override
  public Producer<?, ?> getProducer(Properties settings) {
    Properties plain = new Properties();
    plain.putAll(settings);
    secure(settings);
    Producer<?, ?> made = super.getProducer(settings);
    if (settings.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
      return made;
    }
    RotatingProducer producer = new RotatingProducer(made, plain, producers::remove);
    producers.add(producer);
    return producer.shown();
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
    List<RotatingProducer.Next> made = new ArrayList<>();
    try {
      secure(new Properties(), next);
      for (RotatingProducer producer : producers) {
        Properties settings = producer.settings();
        secure(settings, next);
        made.add(producer.next(super.getProducer(settings)));
      }
    } catch (KafkaException e) {
      made.forEach(Change::drop);
      // Its causes may quote what they were given.
      throw new IllegalArgumentException(
          "no Kafka producer can be made with what is below " + prefix + ": " + e.getMessage());
    }
    return new AllOf(made);
  }

  private record AllOf(List<? extends Change> changes) implements Change {
    @Override
    public void take() {
      changes.forEach(Change::take);
    }

    @Override
    public void drop() {
      changes.forEach(Change::drop);
    }
  }

  /** Adds the security settings to those of a Kafka client. */
  void secure(Properties settings) {
    secure(settings, Secrets.lookup(camelContext));
  }

  private void secure(Properties settings, Secrets secrets) {
    if (!PROTOCOLS.contains(securityProtocol)) {
      throw new IllegalArgumentException(
          prefix
              + ".securityProtocol must be one of "
              + PROTOCOLS
              + ", but is "
              + securityProtocol);
    }
    settings.put("security.protocol", securityProtocol);
    if (securityProtocol.startsWith("SASL_")) {
      settings.put("sasl.mechanism", saslMechanism);
      settings.put("sasl.jaas.config", jaas(secrets));
    }
    if (securityProtocol.endsWith("SSL")) {
      store(settings, "ssl.truststore", truststore, secrets.one(prefix + ".truststore.password"));
      store(settings, "ssl.keystore", keystore, secrets.one(prefix + ".keystore.password"));
    }
  }

  private static void store(
      Properties settings, String name, String file, @Nullable String password) {
    if (file.isBlank()) {
      return;
    }
    settings.put(name + ".location", file);
    boolean pem = file.endsWith(".pem");
    settings.put(name + ".type", pem ? "PEM" : "JKS"); // Java reads PKCS12 as JKS as well
    if (password != null) {
      settings.put(
          name.equals("ssl.keystore") && pem ? "ssl.key.password" : name + ".password", password);
    }
  }

  private String jaas(Secrets secrets) {
    String whole = secrets.one(prefix + ".jaas.secret");
    if (whole != null) {
      return whole;
    }
    String password = secrets.one(prefix + ".password");
    if (user.isBlank() || password == null) {
      throw new IllegalArgumentException(
          "Cannot connect to Kafka: "
              + prefix
              + ".securityProtocol is "
              + securityProtocol
              + ", which needs "
              + prefix
              + ".user and "
              + prefix
              + ".password");
    }
    String module =
        saslMechanism.startsWith("SCRAM")
            ? "org.apache.kafka.common.security.scram.ScramLoginModule"
            : "org.apache.kafka.common.security.plain.PlainLoginModule";
    return module + " required username=" + quoted(user) + " password=" + quoted(password) + ";";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
