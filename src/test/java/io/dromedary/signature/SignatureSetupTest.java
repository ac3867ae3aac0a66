package io.dromedary.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dromedary.secret.Secrets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a bad configuration is answered with: everything at once, and never a secret. */
class SignatureSetupTest {
  private static final String LONG_ENOUGH = "hushhushhushhushhushhushhushhush";

  private final DefaultCamelContext context = new DefaultCamelContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  private SignatureProcessor processor(
      String key, @Nullable String value, Consumer<SignatureProcessor> settings) {
    context.getRegistry().bind("secrets", Signing.secrets(key, value));
    SignatureProcessor processor = new SignatureProcessor();
    processor.setCamelContext(context);
    processor.setSecret(key);
    settings.accept(processor);
    return processor;
  }

  private ThrowableAssertAlternative<SignatureSetupException> assertRefused(
      String key, @Nullable String value, Consumer<SignatureProcessor> settings) {
    SignatureProcessor processor = processor(key, value, settings);
    return assertThatExceptionOfType(SignatureSetupException.class)
        .isThrownBy(processor::ready)
        .withMessageNotContaining("hush");
  }

  @Test
  void theSourceIsTheTextBeforeTheLastDotOfTheKey() {
    assertThat(processor("itwin.secret", LONG_ENOUGH, p -> p.setScheme("itwin")).source())
        .isEqualTo("itwin");
  }

  @Test
  void theSourceMayBeNamed() {
    SignatureProcessor processor =
        processor(
            "shared.secret",
            LONG_ENOUGH,
            p -> {
              p.setScheme("itwin");
              p.setSource("itwin-west");
            });
    assertThat(processor.source()).isEqualTo("itwin-west");
    assertThat(processor.secretKey()).isEqualTo("shared.secret");
  }

  @Test
  void aSourceWithoutSecretOrWithABlankOneIsOff() {
    assertThat(processor("itwin.secret", null, p -> p.setScheme("itwin")).isOff()).isTrue();
    assertThat(processor("itwin.secret", "  ", p -> p.setScheme("itwin")).isOff()).isTrue();
    assertThat(processor("itwin.secret", LONG_ENOUGH, p -> p.setScheme("itwin")).isOff()).isFalse();
  }

  @Test
  void aSourceThatIsOffIsCheckedAllTheSame() {
    assertRefused("itwin.secret", null, p -> p.setScheme("itwinn"))
        .withMessageContaining("no scheme itwinn");
  }

  @Test
  void anUnknownSchemeIsRefusedWithThoseThereAre() {
    assertRefused("itwin.secret", LONG_ENOUGH, p -> p.setScheme("jwt"))
        .withMessageContainingAll(
            "source itwin",
            "under itwin.secret",
            "no scheme jwt",
            "aps, github, hmac, itwin, standard-webhooks");
  }

  @Test
  void aSchemeMustBeNamed() {
    assertRefused("itwin.secret", LONG_ENOUGH, p -> {}).withMessageContaining("scheme is not set");
  }

  @Test
  void aSecretOfItwinHasAtLeast32Characters() {
    assertRefused("itwin.secret", LONG_ENOUGH.substring(1), p -> p.setScheme("itwin"))
        .withMessageContainingAll("secret 1 of 1 is too short", "at least 32 characters");
  }

  @Test
  void theNameOfASecretDoesNotCountForItsLength() {
    assertRefused("itwin.secret", "hook-1=" + LONG_ENOUGH.substring(1), p -> p.setScheme("itwin"))
        .withMessageContaining("secret 1 of 1 is too short")
        .withMessageNotContaining("hook-1");
  }

  @Test
  void everyShortSecretIsNamedByItsPosition() {
    assertRefused("itwin.secret", "hush," + LONG_ENOUGH + ",hush2", p -> p.setScheme("itwin"))
        .withMessageContainingAll("secret 1 of 3", "secret 3 of 3")
        .withMessageNotContaining("secret 2 of 3");
  }

  @Test
  void aBlankElementIsRefused() {
    assertRefused("aps.secret", "hush,,hush", p -> p.setScheme("aps"))
        .withMessageContainingAll("source aps", "element 2 of the property aps.secret");
  }

  @Test
  void seventeenSecretsAreRefusedAndSixteenAreNot() {
    assertRefused("aps.secret", secrets(17), p -> p.setScheme("aps"))
        .withMessageContaining("there are 17 secrets and at most 16 are tried");
    assertThat(processor("aps.secret", secrets(16), p -> p.setScheme("aps")).isOff()).isFalse();
  }

  private static String secrets(int count) {
    return IntStream.range(0, count).mapToObj(i -> "hush" + i).collect(Collectors.joining(","));
  }

  @Test
  void aSecretOfStandardWebhooksIsBase64OfAtLeast24Bytes() {
    assertRefused("acme.secret", "whsec_hush!", p -> p.setScheme("standard-webhooks"))
        .withMessageContaining("secret 1 of 1 is not base64");
    assertRefused(
            "acme.secret",
            "whsec_" + LONG_ENOUGH.substring(4),
            p -> p.setScheme("standard-webhooks"))
        .withMessageContaining("at least 24 bytes");
    assertThat(
            processor("acme.secret", "whsec_" + LONG_ENOUGH, p -> p.setScheme("standard-webhooks"))
                .isOff())
        .isFalse();
  }

  @Test
  void aSecretWrittenWhereItsKeyBelongsIsNotRepeated() {
    assertRefused(LONG_ENOUGH, null, p -> p.setScheme("itwin"))
        .withMessageContainingAll("(not named)", "ends in .secret");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertRefused(
            "itwin.secret",
            "hush,,hush",
            p -> {
              p.setScheme("itwin");
              p.setAlgorithm("HmacMD5");
            })
        .withMessageContainingAll("no algorithm HmacMD5", "element 2");
  }

  @Test
  void settingsThatDoNotFitTogetherAreRefused() {
    assertHmacRefused(p -> p.setHeader(""), "header is not set");
    assertHmacRefused(p -> p.setEncoding("base32"), "use hex or base64");
    assertHmacRefused(p -> p.setSecretEncoding("hex"), "use text or base64");
    assertHmacRefused(p -> p.setSubscription("webhookId"), "must be a JSON pointer");
    assertHmacRefused(p -> p.setTolerance("5m"), "timestampHeader must name");
    assertHmacRefused(p -> p.setTimestampHeader("t"), "must contain {timestamp}");
    assertHmacRefused(p -> p.setIdHeader("t"), "must contain {id}");
    assertHmacRefused(p -> p.setSigned("{id}{body}"), "idHeader must name");
    assertHmacRefused(p -> p.setSigned("{timestamp}{body}"), "timestampHeader must name");
    assertHmacRefused(p -> p.setSigned("{url}{body}"), "no other braces");
    assertHmacRefused(p -> p.setSigned("body"), "{body} exactly once");
    assertHmacRefused(p -> p.setSigned("{body}{body}"), "{body} exactly once");
  }

  @Test
  void aToleranceIsANumberWithItsUnit() {
    for (String tolerance : List.of("1m30", "5", "-5m", "5 m", "PT5M")) {
      assertRefused(
              "acme.secret",
              "whsec_" + LONG_ENOUGH,
              p -> {
                p.setScheme("standard-webhooks");
                p.setTolerance(tolerance);
              })
          .withMessageContaining("number with s, m or h");
    }
  }

  private void assertHmacRefused(Consumer<SignatureProcessor> settings, String reason) {
    assertRefused(
            "acme.secret",
            "hush",
            p -> {
              p.setScheme("hmac");
              p.setHeader("X-Acme");
              settings.accept(p);
            })
        .withMessageContaining(reason);
  }

  @Test
  void nothingShowsASecretAsText() {
    SignatureProcessor processor =
        processor("itwin.secret", "hook-1=" + LONG_ENOUGH, p -> p.setScheme("itwin"));
    processor.ready();
    String secret = "hook-1=" + LONG_ENOUGH;
    Secrets secrets = Signing.secrets("itwin.secret", secret);
    List<Object> holders =
        List.of(
            processor,
            secrets,
            NamedSecret.parse(secret, SignatureScheme.preset("itwin")),
            ReadySource.of(null, "itwin.secret", settings(), secrets));
    assertThat(holders.toString()).doesNotContain("hush").doesNotContain("hook-1");
  }

  private static SchemeSettings settings() {
    SchemeSettings settings = new SchemeSettings();
    settings.scheme = "itwin";
    return settings;
  }
}
