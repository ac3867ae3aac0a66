package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.KafkaBroker;
import io.dromedary.secret.Secrets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the brokers get to know who we are. */
final class BusCredentialsTest {
  private static final String PASSWORD = "pass\"word\\ with 'all'";

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  private Path data;

  @Test
  void a_broker_that_asks_for_a_password_gets_it() throws Exception {
    String jaas =
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\""
            + " password=\"broker\" user_broker=\"broker\""
            + " user_dromedary=\"pass\\\"word\\\\ with 'all'\";";
    Map<String, String> broker =
        Map.of(
            "listener.security.protocol.map", "EXTERNAL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms", "PLAIN",
            "sasl.mechanism.inter.broker.protocol", "PLAIN",
            "listener.name.external.plain.sasl.jaas.config", jaas);
    try (KafkaBroker kafka = KafkaBroker.start(broker)) {
      assertThat(deliver(kafka.brokers(), PASSWORD).getException()).isNull();

      Exchange failed = deliver(kafka.brokers(), "wrong");
      assertThat(failed.getException(SaslAuthenticationException.class)).isNotNull();
    }
  }

  private Exchange deliver(String brokers, String password) throws Exception {
    Map<String, String> settings =
        Map.of(
            "dromedary.target.bus.brokers", brokers,
            "dromedary.target.bus.securityProtocol", "SASL_PLAINTEXT",
            "dromedary.target.bus.saslMechanism", "PLAIN",
            "dromedary.target.bus.user", "dromedary",
            "dromedary.target.bus.password", password);
    try (ShippedTargets targets = ShippedTargets.start(data, settings)) {
      return targets.deliver("bus");
    }
  }

  @Test
  void tls_stores_come_with_their_passwords_and_by_their_kind() throws Exception {
    Map<String, String> secrets =
        Map.of(
            "dromedary.target.bus.truststore.password", "trust",
            "dromedary.target.bus.keystore.password", "key");

    assertThat(secured(secrets, client("/etc/trust.p12", "/etc/key.jks")))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("ssl.truststore.location", "/etc/trust.p12")
        .containsEntry("ssl.truststore.password", "trust")
        .containsEntry("ssl.keystore.location", "/etc/key.jks")
        .containsEntry("ssl.keystore.password", "key")
        .doesNotContainKey("sasl.jaas.config");
    assertThat(secured(secrets, client("", "/etc/key.pem")))
        .containsEntry("ssl.keystore.type", "PEM")
        .containsEntry("ssl.key.password", "key")
        .doesNotContainKeys("ssl.truststore.location", "ssl.keystore.password");
  }

  private static BusClient client(String truststore, String keystore) {
    BusClient client = new BusClient();
    client.setSecurityProtocol("SSL");
    client.setTruststore(truststore);
    client.setKeystore(keystore);
    return client;
  }

  private static Map<Object, Object> secured(Map<String, String> secrets, BusClient client)
      throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.getRegistry().bind("secrets", Secrets.of(secrets, name -> null));
      client.setCamelContext(context);
      Properties settings = new Properties();
      client.secure(settings);
      return new HashMap<>(settings);
    }
  }
}
