package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of the settings of a shared store that make no sense. */
class SharedStoreSettingsTest {
  private final RunningDromedary.Setup setup;

  SharedStoreSettingsTest(@TempDir Path folder) {
    setup = RunningDromedary.in(folder);
  }

  private String refusal() {
    StartException refused =
        catchThrowableOfType(StartException.class, () -> setup.start().close());
    assertThat(refused).as("it is refused").isNotNull();
    return String.valueOf(refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/dromedary?user=d&password=s3cret-4711",
        "jdbc:postgresql://d:s3cret-4711@db/dromedary",
        "postgres://d:s3cret-4711@db/dromedary",
        "jdbc:postgresql://db/dromedary?sslpassword=s3cret-4711"
      })
  void aPasswordInTheUrlIsRefusedAndNotRepeated(String url) {
    setup.with("dromedary.store.url=" + url);

    assertThat(refusal())
        .contains("application.properties:1", "DROMEDARY_STORE_PASSWORD")
        .doesNotContain("s3cret-4711");
  }

  @Test
  void aUrlOfAnotherKindIsRefused() {
    setup.with("dromedary.store.url=jdbc:mysql://db/dromedary");

    assertThat(refusal()).contains("jdbc:mysql://db/dromedary", "jdbc:postgresql://host/database");
  }

  @Test
  void aLeaseThatIsTooShortIsRefused() {
    setup.with("dromedary.store.lease=4s");

    assertThat(refusal()).contains("dromedary.store.lease is '4s'", "5s or more");
  }

  @Test
  void aServerThatIsNotThereIsNamedWithoutThePassword() {
    setup
        .with("dromedary.store.url=jdbc:postgresql://127.0.0.1:1/dromedary")
        .environment("DROMEDARY_STORE_PASSWORD", "s3cret-4711");

    assertThat(refusal())
        .contains("jdbc:postgresql://127.0.0.1:1/dromedary", "Check host and port")
        .doesNotContain("s3cret-4711");
  }
}
