package io.dromedary.signature;

import static io.dromedary.signature.Signing.hex;
import static io.dromedary.signature.Signing.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.Callback;
import io.dromedary.event.ExchangeProperties;
import io.dromedary.secret.CurrentSecrets;
import io.dromedary.secret.SecretRotation;
import io.dromedary.secret.SecretUser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets that change while callbacks are verified. */
class RotatedSecretsTest {
  private static final String KEY = "itwin.secret";
  private static final String OLD = "old-old-old-old-old-old-old-old-";
  private static final String NEW = "new-new-new-new-new-new-new-new-";
  private static final String BODY = "{\"webhookId\":\"hook-1\"}";

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final Map<String, String> properties = new ConcurrentHashMap<>();
  private final SignatureProcessor processor = new SignatureProcessor();
  private final CurrentSecrets current = new CurrentSecrets(Map.of(), name -> null);
  private final SecretRotation rotation =
      new SecretRotation(current, () -> context.getRegistry().findByType(SecretUser.class));

  @BeforeEach
  void begin() {
    context.getRegistry().bind("secrets", current);
    processor.setCamelContext(context);
    processor.setScheme("itwin");
    processor.setSecret(KEY);
    context.getRegistry().bind("itwinSignature", processor);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private void rotate(String value) {
    properties.put(KEY, value);
    for (int i = 0; i < 2; i++) {
      rotation.look(properties);
    }
  }

  private boolean takes(String secret) {
    Exchange exchange = new DefaultExchange(context);
    exchange.setProperty(
        ExchangeProperties.CALLBACK,
        new Callback(
            utf8(BODY), Map.of("Signature", List.of(hex("HmacSHA256", secret, BODY))), Map.of()));
    processor.process(exchange);
    return exchange.getProperty(Verdict.PROPERTY) != null;
  }

  @Test
  void aSecretIsAddedAndTheOneBeforeIsTakenAway() {
    rotate(OLD);
    processor.ready();
    assertThat(List.of(takes(OLD), takes(NEW))).containsExactly(true, false);

    rotate(OLD + "," + NEW);
    assertThat(List.of(takes(OLD), takes(NEW))).containsExactly(true, true);

    rotate(NEW);
    assertThat(List.of(takes(OLD), takes(NEW))).containsExactly(false, true);
  }

  @Test
  void aSourceWithoutASecretIsOnWhenThereIsOneAndNeverOffAgain() {
    assertThat(processor.isOff()).isTrue();
    assertThat(takes(OLD)).isFalse();

    rotate(OLD);
    assertThat(processor.isOff()).isFalse();
    assertThat(takes(OLD)).isTrue();

    rotate(" ");
    assertThat(takes(OLD)).isTrue();
    assertThat(rotation.problems()).containsOnlyKeys(KEY);
  }

  @Test
  void aSecretThatIsTooShortIsRefusedWithItsReasonAndWithoutItself() {
    rotate(OLD);
    processor.ready();

    rotate(OLD + ",tooshort-4711");

    assertThat(takes(OLD)).isTrue();
    assertThat(rotation.problems().get(KEY))
        .contains("source itwin", KEY, "secret 2 of 2")
        .doesNotContain("4711");
  }

  @Test
  void noCallbackIsRefusedWhileSecretsComeAndGoAroundItsOwn() throws Exception {
    rotate(OLD);
    processor.ready();
    AtomicBoolean over = new AtomicBoolean();
    Set<String> refused = ConcurrentHashMap.newKeySet();
    ExecutorService senders = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> sent =
          List.of(1, 2, 3, 4).stream()
              .map(
                  number ->
                      senders.submit(
                          () -> {
                            int count = 0;
                            while (!over.get()) {
                              if (!takes(OLD)) {
                                refused.add("sender " + number);
                              }
                              count++;
                            }
                            return count;
                          }))
              .toList();
      for (int i = 0; i < 500; i++) {
        rotate(i % 3 == 2 ? OLD : i % 3 == 1 ? NEW + "," + OLD : OLD + "," + NEW);
      }
      over.set(true);
      for (Future<Integer> count : sent) {
        assertThat(count.get()).isPositive();
      }
    } finally {
      over.set(true);
      senders.shutdownNow();
    }
    assertThat(refused).isEmpty();
    assertThat(rotation.rotations()).isEqualTo(500);
  }
}
