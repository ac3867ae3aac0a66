package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.LogLines;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application with another version of Camel is warned, once. */
class OtherVersionTest {
  @ParameterizedTest
  @CsvSource({
    "4.18.0, 0",
    "4.18.7, 0",
    "4.17.0, 1",
    "4.19.0-SNAPSHOT, 1",
    "5.0.0, 1",
    "4.180.0, 1"
  })
  void onlyAnotherMinorVersionIsWarnedOf(String version, int warnings) throws Exception {
    try (LogLines log = LogLines.of("io.dromedary");
        DefaultCamelContext context =
            new DefaultCamelContext() {
              @Override
              public String getVersion() {
                return version;
              }
            }) {
      HostChecks.say(context);

      assertThat(log.warnings()).hasSize(warnings);
      assertThat(log.warnings()).allMatch(line -> line.contains(version) && line.contains("4.18"));
    }
  }
}
