package io.dromedary.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.dromedary.PartnerServer;
import io.dromedary.signature.Signer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * No secret, and no digest that one makes, is in the log (ours and Camel's at DEBUG), in a message
 * of the start, in metrics, health or answers, nor in any file that is kept.
 */
class SecretsStayHiddenInTheRuntimeTest {
  private static final String TOKEN = "partner-token-55aa1177cc";
  private static final String WAREHOUSE_PASSWORD = "warehouse-password-993b";
  private static final String BUS_PASSWORD = "bus-password-7d41";
  private static final String KEYSTORE_PASSWORD = "keystore-password-20c8";
  private static final String OTHER_SECRET = "anotherSecretOfTheSameKind0123456789";

  private final Path folder;
  private final RunningDromedary.Setup setup;
  private final Log log = new Log();
  private final List<String> hidden = new ArrayList<>();

  SecretsStayHiddenInTheRuntimeTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.setup = RunningDromedary.in(folder);
    for (String secret :
        List.of(
            RunningDromedary.ITWIN_SECRET,
            RunningDromedary.APS_SECRET,
            TOKEN,
            WAREHOUSE_PASSWORD,
            BUS_PASSWORD,
            KEYSTORE_PASSWORD)) {
      hidden.add(secret);
      hidden.add(hash("SHA-1", secret));
      hidden.add(hash("SHA-256", secret));
    }
  }

  private static String hash(String algorithm, String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
  }

  @BeforeEach
  void listen() {
    log.start();
    logger("ROOT").addAppender(log);
    logger("io.dromedary").setLevel(Level.DEBUG);
    logger("org.apache.camel").setLevel(Level.DEBUG);
  }

  @AfterEach
  void hush() {
    logger("io.dromedary").setLevel(null);
    logger("org.apache.camel").setLevel(null);
    logger("ROOT").detachAppender(log);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @Test
  void aGoodStartAndCallbacksWithRightAndWrongSignatures() throws Exception {
    List<SentEvent> events = SentEvent.oneOfEachType();
    try (PartnerServer partner = PartnerServer.start()) {
      try (RunningDromedary dromedary =
          setup
              .with("dromedary.target.warehouse.url=jdbc:postgresql://127.0.0.1:1/events")
              .with("dromedary.target.warehouse.user=dromedary")
              .with("dromedary.target.warehouse.password=" + WAREHOUSE_PASSWORD)
              .with("dromedary.target.bus.brokers=127.0.0.1:1")
              .with("dromedary.target.bus.securityProtocol=SASL_PLAINTEXT")
              .with("dromedary.target.bus.user=dromedary")
              .with("dromedary.target.bus.password=" + BUS_PASSWORD)
              .with("dromedary.target.partner.url=" + partner.url())
              .with("dromedary.target.partner.token=" + TOKEN)
              .start()) {
        hidden.add(Files.readString(dromedary.data().resolve("dromedary.token")));
        List<String> answers = new ArrayList<>();
        for (SentEvent event : List.of(events.get(0), events.get(1))) {
          hideDigests(event);
          answers.add(dromedary.itwin().send(event.body()).toString());
          answers.add(dromedary.itwin().withSecret(OTHER_SECRET).send(event.body()).body());
          answers.add(dromedary.itwin().sendUnsigned(event.body()).body());
        }
        SentEvent aps = SentEvent.ofType("dm.version.added");
        hideDigests(aps);
        answers.add(dromedary.aps().send(aps.body()).body());
        answers.add(dromedary.aps().withSecret(OTHER_SECRET).send(aps.body()).body());
        await().atMost(Duration.ofSeconds(20)).until(() -> partner.requests().size() == 3);
        assertThat(partner.requests().get(0).header("Authorization")).isEqualTo("Bearer " + TOKEN);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () ->
                    dromedary
                        .metrics()
                        .body()
                        .contains("dromedary_failed_total{target=\"warehouse\"} 3.0"));

        assertHidden("the answers", answers.toString());
        assertHidden("the metrics", dromedary.metrics().body());
        assertHidden("the health", dromedary.health().body());
        assertHidden("the settings", dromedary.dromedary().settings().toString());
      }
    }
    assertThat(log.text()).contains("itwin", "DEBUG");
    assertHidden("the log", log.text());
    try (Stream<Path> kept = Files.walk(setup.data())) {
      for (Path file : kept.filter(Files::isRegularFile).toList()) {
        assertHidden(file.toString(), new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
  }

  @Test
  void startsThatFail() throws Exception {
    String itwin = RunningDromedary.ITWIN_SECRET;
    List<Map<String, String>> environments =
        List.of(
            Map.of("ITWIN_SECRET", itwin + ",,"),
            Map.of("ITWIN_SECRET", itwin + "," + TOKEN),
            Map.of("ITWIN_SECRET", itwin, "ITWIN_SECRET_FILE", "none"),
            Map.of("DROMEDARY_INBOX_MAXEVENTS", "many"));
    for (Map<String, String> environment : environments) {
      RunningDromedary.Setup wrong = RunningDromedary.in(folder.resolve("wrong"));
      environment.forEach(wrong::environment);
      assertHidden("the refusal", refusal(wrong));
    }
    Path keystore = Files.write(folder.resolve("server.p12"), new byte[] {1, 2, 3});
    assertHidden(
        "the refusal",
        refusal(
            RunningDromedary.in(folder.resolve("wrong"))
                .with("itwin.secret=" + itwin)
                .with("dromedary.target.partner.token=" + TOKEN)
                .with("dromedary.http.keystore=" + keystore)
                .with("dromedary.http.keystore.password=" + KEYSTORE_PASSWORD)));
    assertHidden("the log", log.text());
  }

  private static String refusal(RunningDromedary.Setup wrong) {
    StartException refused =
        catchThrowableOfType(StartException.class, () -> wrong.start().close());
    assertThat(refused).isNotNull();
    return refused.toString();
  }

  private void hideDigests(SentEvent event) {
    for (String secret :
        List.of(RunningDromedary.ITWIN_SECRET, RunningDromedary.APS_SECRET, OTHER_SECRET)) {
      for (String scheme : List.of("itwin", "aps")) {
        if (scheme.equals("aps") || !secret.equals(RunningDromedary.APS_SECRET)) {
          new Signer(scheme, secret)
              .headers(event.body(), "", 0)
              .values()
              .forEach(value -> hidden.add(value.replaceFirst(".*=", "")));
        }
      }
    }
  }

  private void assertHidden(String where, String text) {
    assertThat(hidden).hasSizeGreaterThan(10);
    for (String secret : hidden) {
      assertThat(text.contains(secret)).as("%s in %s", secret, where).isFalse();
    }
  }

  /** Everything that is logged, with the stack traces. */
  private static final class Log extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      String trace =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      lines.add(event.getLevel() + " " + event.getFormattedMessage() + "\n" + trace);
    }

    String text() {
      return String.join("\n", lines);
    }
  }
}
