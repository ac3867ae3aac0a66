package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What turns a target on or off, and what a start needs of one that is on. */
final class TargetSwitchesTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  private Path data;

  @Test
  void without_settings_only_what_needs_none_is_on() throws Exception {
    try (ShippedTargets targets = ShippedTargets.start(data, Map.of())) {
      assertThat(targets.on()).containsExactlyInAnyOrder("warehouse", "archive");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "   "})
  void a_blank_setting_is_none(String blank) throws Exception {
    Map<String, String> settings =
        Map.of(
            "dromedary.target.bus.brokers", blank,
            "dromedary.target.bus.user", blank,
            "dromedary.target.partner.url", blank,
            "dromedary.target.partner.keystore", blank,
            "dromedary.target.partner.proxy", blank,
            "dromedary.target.warehouse.user", blank);
    try (ShippedTargets targets = ShippedTargets.start(data, settings)) {
      assertThat(targets.on()).containsExactlyInAnyOrder("warehouse", "archive");
      assertThat(targets.deliver("warehouse").getException()).isNull();
    }
  }

  @Test
  void warehouse_and_archive_can_be_turned_off() throws Exception {
    Map<String, String> settings =
        Map.of(
            "dromedary.target.warehouse.enabled", "false",
            "dromedary.target.archive.enabled", "false");
    try (ShippedTargets targets = ShippedTargets.start(data, settings)) {
      assertThat(targets.on()).isEmpty();
    }
  }

  @Test
  void targets_out_of_reach_do_not_stop_the_start_and_fail_their_own_deliveries() throws Exception {
    Files.writeString(data.resolve("archive"), "a file where the folder should be");
    Map<String, String> settings =
        Map.of(
            "dromedary.target.warehouse.url", "jdbc:postgresql://warehouse.invalid/events",
            "dromedary.target.bus.brokers", "bus.invalid:9092",
            "dromedary.target.partner.url", "https://partner.invalid/events");
    try (ShippedTargets targets = ShippedTargets.start(data, settings)) {
      assertThat(targets.on()).containsExactlyInAnyOrder("warehouse", "archive", "bus", "partner");
      for (String target : targets.on()) {
        assertThat(targets.deliver(target).getException()).as(target).isNotNull();
      }
      // The first failure must not wedge what is made lazily.
      for (String target : List.of("bus", "partner")) {
        assertThat(targets.deliver(target).getException()).as(target).isNotNull();
      }
    }
  }

  @Test
  void nothing_is_written_before_the_first_delivery() throws Exception {
    try (ShippedTargets targets = ShippedTargets.start(data, Map.of());
        Stream<Path> files = Files.list(data)) {
      assertThat(targets.on()).isNotEmpty();
      assertThat(files).isEmpty();
    }
  }

  @Test
  void settings_that_contradict_each_other_stop_the_start_with_a_sentence() {
    assertStartFails(
        Map.of(
            "dromedary.target.partner.url", "https://partner.invalid/",
            "dromedary.target.partner.token", "token-1",
            "dromedary.target.partner.user", "dromedary",
            "dromedary.target.partner.password", "password-1"),
        "Set either dromedary.target.partner.token or dromedary.target.partner.user");
    assertStartFails(
        Map.of(
            "dromedary.target.partner.url", "https://partner.invalid/",
            "dromedary.target.partner.user", "dromedary"),
        "dromedary.target.partner.user and dromedary.target.partner.password belong together");
    assertStartFails(
        Map.of("dromedary.target.partner.url", "https://partner.invalid/?key=query-1"),
        "a query goes into dromedary.target.partner.query.secret");
    assertStartFails(
        Map.of(
            "dromedary.target.partner.url", "https://partner.invalid/",
            "dromedary.target.partner.keystore", "missing.p12"),
        "Cannot read dromedary.target.partner.keystore (missing.p12)");
    assertStartFails(
        Map.of(
            "dromedary.target.partner.url", "https://partner.invalid/",
            "dromedary.target.partner.proxy", "proxy.invalid:3128"),
        "dromedary.target.partner.proxy must be http://[user@]host:port");
    assertStartFails(
        Map.of(
            "dromedary.target.bus.brokers", "bus.invalid:9092",
            "dromedary.target.bus.securityProtocol", "SASL_SSL"),
        "needs dromedary.target.bus.user and dromedary.target.bus.password");
    assertStartFails(
        Map.of(
            "dromedary.target.bus.brokers", "bus.invalid:9092",
            "dromedary.target.bus.securityProtocol", "TLS"),
        "dromedary.target.bus.securityProtocol must be one of");
  }

  private void assertStartFails(Map<String, String> settings, String sentence) {
    assertThatThrownBy(() -> ShippedTargets.start(data, settings).close())
        .hasStackTraceContaining(sentence)
        .satisfies(
            failure ->
                assertThat(stackTrace(failure))
                    .doesNotContain("token-1")
                    .doesNotContain("password-1")
                    .doesNotContain("query-1"));
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
