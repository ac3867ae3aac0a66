package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileNamesTest {
  @ParameterizedTest
  @CsvSource({
    "32369e4b-c9ff-47e4-b422-83b97247ce5b, 32369e4b-c9ff-47e4-b422-83b97247ce5b",
    "../../x, %2E.%2F..%2Fx",
    "CON, %43%4F%4E",
    "con, %63on",
    "com1.txt, %63om1.txt",
    "a/b~c, a%2Fb%7Ec",
    "dot., dot%2E",
    "'blank ', blank%20",
    "100%, 100%25",
    "é, %C3%A9",
  })
  void an_event_id_becomes_a_safe_name(String eventId, String name) {
    assertThat(FileNames.ofEventId(eventId)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        ".",
        "/",
        "\\",
        "C:\\x",
        "CON",
        "nul",
        "LPT9.json",
        "aux.",
        "a:b",
        "a\0b",
        "a\nb",
        "$(x)",
        "%2F",
        "é",
        "💥",
        "A",
        "-",
        "${header.x}",
        "*?<>|\"",
        "a b",
        "~",
        "httpadapter~autodesk.data.fevnt~5059ff/269e11c4-3c93"
      })
  void every_name_is_safe_and_leads_back(String eventId) {
    String name = FileNames.ofEventId(eventId);

    assertThat(name)
        .matches("([a-z0-9_-]|\\.|%[0-9A-F]{2})+")
        .doesNotStartWith(".")
        .doesNotEndWith(".");
    assertThat(name).doesNotMatch("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");
    assertThat(Path.of(name)).hasToString(name);
    assertThat(Path.of(name).getNameCount()).isEqualTo(1);
    assertThat(FileNames.decode(name)).isEqualTo(eventId);
  }

  @Test
  void no_two_event_ids_share_a_name_even_when_case_does_not_count() {
    Random random = new Random(1);
    Set<String> ids = new HashSet<>();
    Set<String> names = new HashSet<>();
    while (ids.size() < 20_000) {
      StringBuilder id = new StringBuilder();
      for (int i = random.nextInt(4); i >= 0; i--) {
        id.append("aA.%2/~ \u00e9\u0000".charAt(random.nextInt(10)));
      }
      id.append(random.nextInt(5000));
      if (ids.add(id.toString())) {
        names.add(FileNames.ofEventId(id.toString()).toLowerCase(Locale.ROOT));
      }
    }
    assertThat(names).hasSameSizeAs(ids);
  }

  @Test
  void a_long_event_id_is_cut_to_a_name_of_its_own() {
    String one = "x".repeat(499) + "1";
    String two = "x".repeat(499) + "2";

    assertThat(FileNames.ofEventId(one)).hasSize(FileNames.LONGEST).contains("%sha256-");
    assertThat(FileNames.ofEventId(one)).isNotEqualTo(FileNames.ofEventId(two));
    assertThat(FileNames.decode(FileNames.ofEventId(one))).isNull();
    assertThat(FileNames.ofEventId("É".repeat(500)))
        .hasSizeLessThanOrEqualTo(FileNames.LONGEST)
        .matches("(%[0-9A-F]{2})+%sha256-[0-9a-f]{64}");
    assertThat(FileNames.decode(FileNames.ofEventId("x".repeat(FileNames.LONGEST)))).isNotNull();
  }

  @Test
  void folders_keep_the_spelling_of_a_domain() {
    assertThat(FileNames.ofFolder("iModels")).isEqualTo("iModels");
    assertThat(FileNames.ofFolder("../..")).isEqualTo("%2E.%2F.%2E");
    assertThat(FileNames.ofFolder("Con")).isEqualTo("%43on");
    assertThat(FileNames.ofFolder(null)).isEqualTo("unknown");
    assertThat(FileNames.ofFolder("")).isEqualTo("unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "%zz"})
  void what_was_not_made_here_is_refused(String name) {
    assertThatThrownBy(() -> FileNames.decode(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
