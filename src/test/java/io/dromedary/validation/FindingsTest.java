package io.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.runtime.Settings;
import io.dromedary.runtime.ValidationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder below src/test/resources/validate has a mistake, or several of one kind, and says in
 * expected.txt what is to be found, word for word.
 */
class FindingsTest {
  private static final Path CASES = Path.of("src", "test", "resources", "validate");

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachMistakeIsFoundAndNothingElse(String name) throws Exception {
    Path folder = CASES.resolve(name);

    assertThat(findings(folder))
        .as(name)
        .isEqualTo(Files.readString(folder.resolve("expected.txt")));
  }

  @Test
  void noSecretOfAConfigurationIsShown() throws Exception {
    for (String name : cases()) {
      assertThat(findings(CASES.resolve(name)))
          .doesNotContain("the-value-that-nobody-may-see", "short-and-secret", "hunter2");
    }
  }

  static String findings(Path folder) {
    Path config = folder.resolve("application.properties");
    ValidationReport report =
        ValidationReport.of(
            new Settings.Options(
                Files.exists(config) ? config : null, folder, null, null, null, Map.of()),
            name -> null);
    StringBuilder lines = new StringBuilder();
    for (Finding finding : report.findings()) {
      lines
          .append(finding.place() == null ? "" : finding.place() + ": ")
          .append(finding.severity().text())
          .append(": ")
          .append(finding.message())
          .append('\n');
    }
    return lines.toString().replace(folder + folder.getFileSystem().getSeparator(), "");
  }
}
