package io.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.secret.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check that fails itself says so, and keeps no runtime from its start. */
class GuardedChecksTest {
  private static final String SIGNATURE =
      """
      - beans:
          - name: signature
            type: io.dromedary.signature.SignatureProcessor
            properties:
              scheme: itwin
              secret: itwin.secret
      - route:
          id: a
          from:
            uri: tymer:a
            steps:
              - log:
                  message: seen
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void aCheckThatFailsIsAWarningWithoutItsMessageAndTheOthersGoOn() throws Exception {
    Files.writeString(folder.resolve("a.camel.yaml"), SIGNATURE);
    Secrets secrets =
        Secrets.of(
            Map.of(),
            name -> {
              throw new NoClassDefFoundError("the-value-that-nobody-may-see");
            });

    List<Finding> findings =
        RouteValidation.check(
            RouteFiles.read(folder),
            new Configuration(
                Path.of("application.properties"),
                Map.of(),
                Map.of(),
                secrets,
                Catalogue.shipped(),
                Set.of()));

    assertThat(findings)
        .filteredOn(finding -> !finding.isError())
        .containsExactly(
            Finding.warning(
                null,
                "the check of beans failed (NoClassDefFoundError), so that it may have missed"
                    + " something",
                "This is a mistake in Dromedary or a jar that is missing, not in your files:"
                    + " please report it"));
    assertThat(findings)
        .filteredOn(Finding::isError)
        .extracting(Finding::reason)
        .containsExactly("there is no component 'tymer' on the class path");
  }

  @Test
  void aCheckWithoutWhichNothingMayRunIsAnErrorWhenItFails() {
    Findings findings = new Findings();

    new Guard(findings)
        .require(
            "what may reach jdbc: as SQL",
            () -> {
              throw new IllegalStateException("the-value-that-nobody-may-see");
            });

    assertThat(findings.sorted())
        .allSatisfy(finding -> assertThat(finding.isError()).isTrue())
        .extracting(Finding::reason)
        .containsExactly(
            "the check of what may reach jdbc: as SQL failed (IllegalStateException), and has to be"
                + " made");
  }

  @Test
  void anExceptionOfTheSameClassIsSaidOnce() {
    Findings findings = new Findings();
    Guard guard = new Guard(findings);

    guard.each(
        "endpoints",
        List.of("one", "two"),
        endpoint -> {
          throw new IllegalStateException("making " + endpoint);
        });

    assertThat(findings.sorted())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("endpoints", "IllegalStateException")
                    .doesNotContain("making"));
  }
}
