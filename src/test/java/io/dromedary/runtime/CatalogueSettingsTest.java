package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a user's own entries of the event catalogue are found. */
class CatalogueSettingsTest {
  private static final String ENTRY =
      """
      sources:
        - source: billing
          systems:
            - system: invoice
              events:
                - type: invoice.paid.v1
                  description: An invoice was paid.
                  sample: {}
      """;

  private final Path folder;
  private final Path config;

  CatalogueSettingsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    config = Files.writeString(folder.resolve("application.properties"), "");
  }

  private Settings read(Map<String, String> properties) throws StartException {
    return Settings.read(
        new Settings.Options(config, null, null, null, null, properties), name -> null);
  }

  @Test
  void withoutAFileThereAreTheEntriesThatComeWithTheProgram() throws Exception {
    assertThat(read(Map.of()).catalogue()).isSameAs(Catalogue.shipped());
  }

  @Test
  void aFileBesideTheConfigurationIsReadWithoutBeingNamed() throws Exception {
    Files.writeString(folder.resolve("events.yaml"), ENTRY);

    assertThat(read(Map.of()).catalogue().find("billing", "invoice", "invoice.paid.v1"))
        .isInstanceOf(Known.Exactly.class);
  }

  @Test
  void aFileThatIsNamedIsReadInstead() throws Exception {
    Files.writeString(folder.resolve("events.yaml"), ENTRY);
    Path other =
        Files.writeString(folder.resolve("other.yaml"), ENTRY.replace("invoice", "receipt"));

    Catalogue catalogue = read(Map.of("dromedary.catalogue", other.toString())).catalogue();

    assertThat(catalogue.find("billing", "receipt", "receipt.paid.v1"))
        .isInstanceOf(Known.Exactly.class);
    assertThat(catalogue.find("billing", "invoice", "invoice.paid.v1"))
        .isInstanceOf(Known.Elsewhere.class);
  }

  @Test
  void aMistakeInItIsReportedWithItsPlaceAndWithTheOthers() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("events.yaml"), ENTRY.replace("description", "descripton"));
    Files.writeString(config, "dromedary.listen=none\n");

    StartException refused = catchThrowableOfType(StartException.class, () -> read(Map.of()));

    assertThat(refused).isNotNull();
    assertThat(String.valueOf(refused.getMessage()))
        .contains(
            file + ":6:13: description is missing in an event",
            file + ":7:13: unknown key 'descripton' in an event. Did you mean description?",
            "dromedary.listen is 'none'");
  }

  @Test
  void aFileThatIsNamedMustBeThere() {
    StartException refused =
        catchThrowableOfType(
            StartException.class,
            () -> read(Map.of("dromedary.catalogue", folder.resolve("none.yaml").toString())));

    assertThat(refused)
        .hasMessage(
            folder.resolve("none.yaml")
                + ": the event catalogue cannot be read: there is no such file; it must be UTF-8"
                + " text in YAML");
  }
}
