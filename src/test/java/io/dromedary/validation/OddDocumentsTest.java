package io.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.runtime.Settings;
import io.dromedary.runtime.ValidationReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, it is read or refused with a sentence, in bounded time. */
class OddDocumentsTest {
  private static final String ROUTE =
      """
      - route:
          id: a
          from:
            uri: timer:a
            steps:
              - log:
                  message: seen
      """;

  private static final String ODD = "{}[]:-#&*!|>'\"%@`,?\t\n ";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void tenThousandStepsAreChecked() throws Exception {
    String steps = "        - log:\n            mesage: seen\n".repeat(10_000);
    String route = "- route:\n    id: a\n    from:\n      uri: timer:a\n      steps:\n" + steps;

    List<Finding> findings =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> check(route));

    assertThat(findings).hasSize(10_000);
  }

  @Test
  void aFileThatIsBeyondTheBoundOfTheParserIsRefused() throws Exception {
    assertThat(check("# " + "x".repeat(4 << 20) + "\n" + ROUTE))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("limit"));
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws Exception {
    Files.write(folder.resolve("a.camel.yaml"), new byte[] {'a', (byte) 0xff, ':'});

    assertThat(check()).extracting(Finding::reason).containsExactly("the file is not UTF-8 text");
  }

  @Test
  void anOddFileDoesNotHideWhatIsWrongWithAnother() throws Exception {
    Files.writeString(folder.resolve("b.camel.yaml"), ROUTE.replace("timer:a", "tymer:a"));

    assertThat(check("- {"))
        .extracting(finding -> String.valueOf(finding.place()).replaceFirst(".*/", ""))
        .containsExactly("a.camel.yaml:1:4", "b.camel.yaml:4:12");
  }

  @Test
  void documentsThatNobodyWouldWriteAreAnsweredWithSentences() throws Exception {
    for (String odd :
        List.of(
            "",
            "---\n",
            "...\n",
            "null\n",
            "just text\n",
            "- \n",
            "- ~\n",
            "- []\n",
            "- {}\n",
            "- - - a\n",
            "[]\n",
            "{}\n",
            "? [a]\n: b\n",
            "- ? {a: b}\n  : c\n",
            "- route: null\n",
            "- route: []\n",
            "- route: text\n",
            "- route:\n    from: null\n",
            "- route:\n    from: []\n",
            "- route:\n    from:\n      uri: [a]\n      steps: 5\n",
            "- route:\n    from:\n      uri: {a: b}\n      parameters: text\n      steps: {}\n",
            "- route:\n    id: [x]\n    precondition: {a: b}\n    from: {uri: 'timer:a', steps: [a]}\n",
            "- beans: text\n",
            "- beans: [text, [a], {}]\n",
            "- beans:\n    - name: {a: b}\n      type: [a]\n      properties: text\n",
            "- beans:\n    - name: a\n      type: ''\n",
            "- !!binary aGk=\n",
            "- !own {a: b}\n",
            "- *unknown\n",
            "%YAML 9.9\n---\n- route: {}\n",
            "\uFEFF" + ROUTE,
            ROUTE.replace("\n", "\r\n"),
            "- route:\n    from:\n      uri: '{{{{}}}}'\n      steps: []\n",
            "- route:\n    from:\n      uri: 'timer:{{a:{{b:{{c}}}}}}'\n      steps: []\n",
            "- route:\n    from:\n      uri: ':::?&=&'\n      steps: []\n",
            "- route:\n    from:\n      uri: 'timer:%%%'\n      steps: []\n",
            "- route:\n    from:\n      uri: 'timer:a?delay=%zz'\n      steps: []\n",
            "- route:\n    from:\n      uri: 'log:../../../etc?=&a=b&a=c'\n      steps: []\n",
            "- route:\n    from:\n      uri: 'timer:a'\n      steps:\n        - to: 'direct:'\n")) {
      for (Finding finding : check(odd)) {
        assertThat(finding.message())
            .as(odd)
            .doesNotContain("Exception:", "org.apache", "java.lang", "\n");
      }
    }
  }

  @Test
  void filesWithACharacterTooManyOrTooFewAreAnsweredWithSentences() throws Exception {
    String shipped = Files.readString(Path.of("routes", "targets", "bus.camel.yaml"));
    Random random = new Random(20_260_101);
    for (int i = 0; i < 60; i++) {
      StringBuilder broken = new StringBuilder(shipped);
      for (int j = 0; j <= i % 4; j++) {
        int at = random.nextInt(broken.length());
        if (random.nextBoolean()) {
          broken.deleteCharAt(at);
        } else {
          broken.insert(at, ODD.charAt(random.nextInt(ODD.length())));
        }
      }
      String text = broken.toString();
      for (Finding finding : check(text)) {
        assertThat(finding.message()).as(text).doesNotContain("Exception:", "\n");
      }
    }
  }

  private List<Finding> check(String text) throws Exception {
    Files.writeString(folder.resolve("a.camel.yaml"), text, StandardCharsets.UTF_8);
    return check();
  }

  private List<Finding> check() {
    return ValidationReport.of(
            new Settings.Options(null, folder, null, null, null, Map.of()), name -> null)
        .findings();
  }
}
