package io.dromedary.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which senders get consent, and which of their addresses are shown to a person. */
class OriginsTest {
  private static final Origins ORIGINS = Origins.of("hooks.example.com, *.Bentley.com");

  @ParameterizedTest
  @CsvSource({
    "hooks.example.com, true",
    "HOOKS.example.com., true",
    "api.bentley.com, true",
    "a.b.bentley.com, true",
    "bentley.com, false",
    "example.com, false",
    "evil-bentley.com, false",
    "bentley.com.evil.example, false",
    "x.hooks.example.com, false"
  })
  void aNameIsListedOrBelowOneThatIs(String name, boolean listed) {
    assertThat(ORIGINS.contain(String.valueOf(Origins.name(name)))).isEqualTo(listed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "com",
        "https://api.bentley.com",
        "api.bentley.com:443",
        "api..bentley.com",
        "-api.bentley.com",
        "api.bentley.com/x",
        "b\u00e9ntley.com",
        "api.bentley.com\r\nX: y"
      })
  void whatIsNoDnsNameIsNone(String text) {
    assertThat(Origins.name(text)).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Origins.of(text))
        .withMessageContaining("allowedOrigins must be DNS names");
  }

  @Test
  void aListWithAGapIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Origins.of("a.example.com,,b.example"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://bentley.com/webhooks/confirm?id=1&key=2, true",
    "https://api.bentley.com/confirm, true",
    "http://api.bentley.com/confirm, false",
    "https://api.bentley.com@169.254.169.254/confirm, false",
    "https://bentley.com.evil.example/confirm, false",
    "https://169.254.169.254/latest, false",
    "'https://api.bentley.com/a b', false",
    "https://api.bentley.com/${jndi}, false",
    "file:///etc/passwd, false",
    "nonsense, false"
  })
  void anAddressBelongsToTheOriginWhenItsHostDoes(String url, boolean belongs) {
    assertThat(Origins.belongs(url, "bentley.com")).isEqualTo(belongs);
  }
}
