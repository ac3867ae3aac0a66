package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainsTest {

  @ParameterizedTest
  @CsvSource({
    "data, data",
    "derivative, derivative",
    "adsk.c4r, c4r",
    "adsk.flc.production, flc",
    "autodesk.construction.cost, cost",
    "autodesk.construction.bc, bc",
    "autodesk.construction.issues, autodesk.construction.issues",
    "adsk.tandem, adsk.tandem",
    "ADSK.C4R, ADSK.C4R"
  })
  void apsSystemsHaveShortNames(String system, String domain) {
    assertThat(Domains.APS.of(system)).isEqualTo(domain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iModels", "accessControl", "adsk.c4r", "a", "_x-1"})
  void otherSourcesKeepTheNamesOfTheirSystems(String system) {
    assertThat(Domains.BY_NAME.of(system)).isEqualTo(system);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  "})
  void noSystemIsAnUnknownDomain(String system) {
    assertThat(Domains.APS.of(system)).isEqualTo("unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".",
        "..",
        "...",
        ".hidden",
        "dot.",
        "a/b",
        "../../etc/passwd",
        "a\\b",
        "c:",
        "a b",
        "NUL",
        "con",
        "Com1",
        "lpt9.txt",
        "aux.a.b",
        "naïve",
        "\ud83d\udc2a",
        "\ud83d",
        "\0",
        "a\nb",
        "{{secret}}",
        "${x}",
        "*"
      })
  void aNameThatIsNoFileNameBecomesOne(String system) {
    String domain = Domains.BY_NAME.of(system);

    assertThat(domain)
        .matches("[A-Za-z0-9_-]([A-Za-z0-9._-]*[A-Za-z0-9_-])?")
        .matches(".*-[0-9a-f]{8}")
        .doesNotMatch("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?")
        .isNotEqualTo(system);
  }

  @Test
  void longNamesAreCutAndStayDifferent() {
    String prefix = "x".repeat(300);

    assertThat(Domains.BY_NAME.of("x".repeat(100))).hasSize(100).doesNotContain("-");
    assertThat(Domains.BY_NAME.of(prefix + "1"))
        .hasSize(100)
        .isNotEqualTo(Domains.BY_NAME.of(prefix + "2"));
  }

  @Test
  void namesThatDifferInWhatIsReplacedStayDifferent() {
    Random random = new Random(7);
    Map<String, String> systems = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      StringBuilder system = new StringBuilder();
      for (int length = random.nextInt(4) + 1; length > 0; length--) {
        system.append((char) (random.nextInt(0x60) + 0x20));
      }
      if (!system.toString().isBlank()) {
        String before = systems.put(Domains.BY_NAME.of(system.toString()), system.toString());
        assertThat(before).isIn(null, system.toString());
      }
    }
  }
}
