package io.dromedary.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each provider takes for "delivered"; docs/contracts.md, sections A5, B3, C1 and C2. */
class AnswerRuleTest {
  private static Reply reply(int status, long millis) {
    return new Reply(status, "", Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({
    "itwin, 200, 5000, true",
    "itwin, 200, 5001, false",
    "itwin, 202, 1, false",
    "itwin, 204, 1, false",
    "aps, 200, 6000, true",
    "aps, 202, 1, true",
    "aps, 200, 6001, false",
    "aps, 302, 1, false",
    "github, 204, 10000, true",
    "github, 200, 10001, false",
    "standard-webhooks, 201, 15000, true",
    "standard-webhooks, 410, 1, false",
    "hmac, 200, 10000, true",
    "hmac, 199, 1, false",
    "hmac, 300, 1, false"
  })
  void anAnswerIsTakenAsTheProviderTakesIt(
      String scheme, int status, long millis, boolean accepted) {
    assertThat(AnswerRule.of(scheme).accepts(reply(status, millis))).isEqualTo(accepted);
  }

  @Test
  void aLateAnswerIsRefusedWithBothTimes() {
    assertThat(AnswerRule.of("itwin").refusal(reply(200, 7200)))
        .isEqualTo("the answer came after 7200 ms, and iTwin waits 5 s");
  }

  @Test
  void withoutAnAnswerTheReasonIsKept() {
    assertThat(AnswerRule.of("aps").refusal(new Reply(null, "nothing listens", Duration.ZERO)))
        .isEqualTo("nothing listens");
  }
}
