package io.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.runtime.Settings;
import io.dromedary.runtime.ValidationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that Camel gets to see is pointed at, and its value is nowhere. */
class SecretPlaceholderTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void aSecretWithAValueForCamelIsAWarning() throws Exception {
    Files.writeString(
        folder.resolve("a.camel.yaml"),
        """
        - route:
            id: a
            from:
              uri: timer:a
              steps:
                - log:
                    message: "{{my.token}}"
        """);

    List<Finding> findings =
        ValidationReport.of(
                new Settings.Options(
                    null, folder, null, null, null, Map.of("my.token", "what-nobody-may-see")),
                name -> null)
            .findings();

    assertThat(findings)
        .containsExactly(
            Finding.warning(
                new Place(folder.resolve("a.camel.yaml"), 7, 22),
                "my.token is a secret, and Camel gets to see its value and may print it",
                "Name the key, and let a bean read it, as passwordKey of the warehouse does"));
  }

  @Test
  void aSecretOfTheEnvironmentIsAWarningTooAndAnOrdinaryVariableIsNot() throws Exception {
    Files.writeString(
        folder.resolve("a.camel.yaml"),
        """
        - route:
            id: a
            from:
              uri: timer:a
              steps:
                - log:
                    message: "{{env:ITWIN_SECRET:none}} {{env:MY_REGION:none}}"
                - log:
                    message: "{{sys:my.password:none}} {{MY_TOKEN:none}}"
        """);

    assertThat(
            ValidationReport.of(
                    new Settings.Options(null, folder, null, null, null, Map.of()), name -> null)
                .findings())
        .extracting(Finding::reason)
        .containsExactly(
            "env:ITWIN_SECRET is a secret, and Camel gets to see its value and may print it",
            "sys:my.password is a secret, and Camel gets to see its value and may print it",
            "MY_TOKEN is a secret, and Camel gets to see its value and may print it");
  }
}
