package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.KafkaBroker;
import io.dromedary.PostgresServer;
import io.dromedary.secret.CurrentSecrets;
import io.dromedary.secret.SecretRotation;
import io.dromedary.secret.SecretUser;
import io.dromedary.secret.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.camel.Exchange;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials of targets that change while the targets are used. */
final class RotatedCredentialsTest {
  private static final String PARTNER = "dromedary.target.partner";
  private static final String BUS = "dromedary.target.bus";
  private static final String WAREHOUSE = "dromedary.target.warehouse";

  private final Map<String, String> properties = new HashMap<>();
  private final CurrentSecrets current = new CurrentSecrets(Map.of(), name -> null);

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  private Path data;

  private ShippedTargets start(Map<String, String> settings) throws Exception {
    // What is asked for first is read from here.
    new SecretRotation(current, List::<SecretUser>of).look(properties);
    return ShippedTargets.start(data, settings, current);
  }

  private SecretRotation of(ShippedTargets targets) {
    SecretRotation rotation = new SecretRotation(current, targets::secretUsers);
    looks(rotation);
    assertThat(rotation.problems()).isEmpty();
    return rotation;
  }

  private void looks(SecretRotation rotation) {
    for (int i = 0; i < 4; i++) {
      rotation.look(properties);
    }
  }

  @Test
  void thePartnerGetsTokenAndQueryOfOneTimeWithTheNextRequest() throws Exception {
    try (PartnerServer partner = PartnerServer.http()) {
      properties.put(PARTNER + ".token", "first");
      properties.put(PARTNER + ".query.secret", "key=1");
      try (ShippedTargets targets = start(Map.of(PARTNER + ".url", partner.url("/events")))) {
        SecretRotation rotation = of(targets);
        assertThat(targets.deliver("partner").getException()).isNull();

        properties.put(PARTNER + ".token", "second");
        properties.put(PARTNER + ".query.secret", "key=2");
        looks(rotation);
        assertThat(targets.deliver("partner").getException()).isNull();

        assertThat(partner.requests())
            .extracting(request -> request.header("Authorization") + " " + request.uri())
            .containsExactly("Bearer first /events?key=1", "Bearer second /events?key=2");
      }
    }
  }

  @Test
  void aTokenThatIsGoneOrContradictsAnotherStaysWhatItWas() throws Exception {
    try (PartnerServer partner = PartnerServer.http()) {
      properties.put(PARTNER + ".token", "first");
      try (ShippedTargets targets = start(Map.of(PARTNER + ".url", partner.url("/events")))) {
        SecretRotation rotation = of(targets);

        properties.put(PARTNER + ".password", "other");
        looks(rotation);
        assertThat(rotation.problems().get(PARTNER + ".password")).contains("not both");
        properties.clear();
        looks(rotation);

        assertThat(rotation.problems()).containsOnlyKeys(PARTNER + ".token");
        assertThat(targets.deliver("partner").getException()).isNull();
        assertThat(partner.requests().get(0).header("Authorization")).isEqualTo("Bearer first");
      }
    }
  }

  @Test
  void thePartnerIsShownTheCertificateOfNowOnTheNextRequest() throws Exception {
    Keystores stores = new Keystores(data);
    Path server = stores.key("server", "localhost");
    Path first = stores.key("first", "first");
    Path second = new Keystores(data, "another-password").key("second", "second");
    Path ours = Files.copy(first, data.resolve("ours.p12"));
    char[] password = Keystores.PASSWORD.toCharArray();
    SSLContext tls =
        SSLContextBuilder.create()
            .loadKeyMaterial(server.toFile(), password, password)
            .loadTrustMaterial(stores.trusting("first").toFile(), password)
            .build();
    try (PartnerServer partner = PartnerServer.mutualTls(tls)) {
      Map<String, String> settings =
          Map.of(
              PARTNER + ".url", partner.url("/events"),
              PARTNER + ".keystore", ours.toString(),
              PARTNER + ".truststore", stores.trusting("server").toString());
      properties.put(PARTNER + ".keystore.password", Keystores.PASSWORD);
      properties.put(PARTNER + ".truststore.password", Keystores.PASSWORD);
      try (ShippedTargets targets = start(settings)) {
        SecretRotation rotation = of(targets);
        assertThat(targets.deliver("partner").getException()).isNull();

        Files.copy(second, ours, StandardCopyOption.REPLACE_EXISTING);
        looks(rotation);
        assertThat(rotation.problems()).containsOnlyKeys(ours.toString());
        assertThat(targets.deliver("partner").getException()).isNull();

        // The partner does not know the second certificate, which so proves that it is shown.
        properties.put(PARTNER + ".keystore.password", "another-password");
        looks(rotation);
        assertThat(rotation.problems()).isEmpty();
        assertThat(targets.deliver("partner").getException()).isNotNull();

        Files.copy(first, ours, StandardCopyOption.REPLACE_EXISTING);
        properties.put(PARTNER + ".keystore.password", Keystores.PASSWORD);
        looks(rotation);
        assertThat(targets.deliver("partner").getException()).isNull();
      }
    }
  }

  @Test
  void theBusIsWrittenWithTheCredentialsOfNowFromTheNextRecordOn() throws Exception {
    String plain = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    Map<String, String> broker =
        Map.of(
            "listener.security.protocol.map", "EXTERNAL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms", "PLAIN",
            "sasl.mechanism.inter.broker.protocol", "PLAIN",
            "listener.name.external.plain.sasl.jaas.config",
                plain
                    + " username=\"broker\" password=\"broker\" user_broker=\"broker\""
                    + " user_first=\"one\" user_second=\"two\";");
    try (KafkaBroker kafka = KafkaBroker.start(broker)) {
      Map<String, String> settings =
          Map.of(
              BUS + ".brokers", kafka.brokers(),
              BUS + ".securityProtocol", "SASL_PLAINTEXT",
              BUS + ".saslMechanism", "PLAIN");
      properties.put(BUS + ".jaas.secret", plain + " username=\"first\" password=\"one\";");
      try (ShippedTargets targets = start(settings)) {
        SecretRotation rotation = of(targets);
        assertThat(targets.deliver("bus").getException()).isNull();

        properties.put(BUS + ".jaas.secret", plain + " username=\"second\" password=\"wrong\";");
        looks(rotation);
        Exchange refused = targets.deliver("bus");
        assertThat(refused.getException(SaslAuthenticationException.class)).isNotNull();

        properties.put(BUS + ".jaas.secret", plain + " username=\"second\" password=\"two\";");
        looks(rotation);
        assertThat(targets.deliver("bus").getException()).isNull();

        properties.put(BUS + ".jaas.secret", "malformed, and hidden");
        looks(rotation);
        assertThat(rotation.problems().get(BUS + ".jaas.secret"))
            .contains("no Kafka producer can be made")
            .doesNotContain("hidden");
        assertThat(targets.deliver("bus").getException()).isNull();
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(thread -> thread.getName().contains("kafka-producer-network")));
    }
  }

  @Test
  void theWarehouseIsOpenedWithThePasswordOfNowOnTheNextDelivery() throws Exception {
    try (PostgresServer server = PostgresServer.start()) {
      askForThePassword(server);
      execute(
          server,
          "create role writer login password 'one'",
          "grant all on schema public to writer");
      properties.put(WAREHOUSE + ".password", "one");
      Map<String, String> settings =
          Map.of(
              WAREHOUSE + ".url",
              server.url().replaceFirst("\\?.*", ""),
              WAREHOUSE + ".user",
              "writer");
      try (ShippedTargets targets = start(settings)) {
        SecretRotation rotation = of(targets);
        assertThat(targets.deliver("warehouse").getException()).isNull();

        execute(server, "alter role writer password 'two'");
        properties.put(WAREHOUSE + ".password", "two");
        looks(rotation);
        assertThat(targets.deliver("warehouse").getException()).isNull();

        properties.put(WAREHOUSE + ".password", "three");
        looks(rotation);
        assertThat(targets.deliver("warehouse").getException(SQLException.class).getSQLState())
            .isEqualTo("28P01");
      }
    }
  }

  /** The server trusts everybody else on this machine. */
  private static void askForThePassword(PostgresServer server) throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show hba_file")) {
      assertThat(row.next()).isTrue();
      Path file = Path.of(row.getString(1));
      Files.writeString(file, "host all writer all scram-sha-256\n" + Files.readString(file));
    }
    execute(server, "select pg_reload_conf()");
  }

  private static void execute(PostgresServer server, String... statements) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void nobodyIsToldWhoseSecretsDidNotChange() throws Exception {
    properties.put(PARTNER + ".token", "first");
    try (PartnerServer partner = PartnerServer.http();
        ShippedTargets targets = start(Map.of(PARTNER + ".url", partner.url("/events")))) {
      SecretRotation rotation = of(targets);
      Secrets before = current.get();
      assertThat(before.one(WAREHOUSE + ".password")).isNull();

      properties.put(WAREHOUSE + ".password", "first");
      looks(rotation);

      assertThat(targets.secretUsers())
          .filteredOn(user -> user.uses(WAREHOUSE + ".password"))
          .hasSize(1);
      assertThat(current.get().one(WAREHOUSE + ".password")).isEqualTo("first");
    }
  }
}
