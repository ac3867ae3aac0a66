package io.dromedary.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a file of one's own entries that is not as it should be. */
class CatalogueFileTest {
  private static final String BEGINNING =
      """
      sources:
        - source: billing
          systems:
            - system: invoice
              events:
      """;
  private static final String EVENT =
      """
                - type: invoice.paid.v1
                  description: An invoice was paid.
                  sample: {}
      """;

  private final Path file;

  CatalogueFileTest(@TempDir Path folder) {
    file = folder.resolve("events.yaml");
  }

  @Test
  void theEventThatTheOthersStartFromIsWithoutMistake() throws Exception {
    Files.writeString(file, BEGINNING + EVENT);

    assertThat(Catalogue.read(file).find("billing", "invoice", "invoice.paid.v1"))
        .isInstanceOf(Known.Exactly.class);
  }

  @Test
  void whatIsNestedTooDeepIsRefusedAndFillsNoStack() throws IOException {
    assertThat(mistakes("sources: " + "[".repeat(100_000)))
        .containsExactly("1:59: this is nested deeper than 50 levels");
  }

  @Test
  void aliasesThatGrowBeyondAllBoundsAreRefused() throws IOException {
    StringBuilder laughs = new StringBuilder("x0: &x0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*x" + (i - 1) + ", ";
      laughs.append("x%d: &x%d [%s1]\n".formatted(i, i, before.repeat(10)));
    }

    assertThat(mistakes(laughs.toString()))
        .containsExactly("6:50: with its aliases written out it has more than 1000000 values");
  }

  @Test
  void aliasesThatNestTooDeepAreRefused() throws IOException {
    StringBuilder deep = new StringBuilder("documents: &x0 {}\n");
    for (int i = 1; i < 30; i++) {
      deep.append("x%d: &x%d { a: [*x%d] }\n".formatted(i, i, i - 1));
    }

    assertThat(mistakes(deep + BEGINNING + EVENT.replace("{}", "*x29")))
        .anyMatch(mistake -> mistake.endsWith(": this is nested deeper than 50 levels"));
  }

  @Test
  void anAnchorThatContainsItselfIsRefused() throws IOException {
    assertThat(mistakes("sources: &a [*a]\n")).containsExactly("1:14: an anchor contains itself");
  }

  @Test
  void anEmptyFileAddsNothing() throws Exception {
    Files.writeString(file, "# nothing yet\n");

    assertThat(Catalogue.read(file).entries()).hasSameSizeAs(Catalogue.shipped().entries());
  }

  @Test
  void aKeyThatIsNotKnownIsNamedWithTheOneThatWasMeant() throws IOException {
    assertThat(
            mistakes(
                BEGINNING
                    + EVENT.replace("description:", "descripton: x\n            description:")))
        .containsExactly(
            "7:13: unknown key 'descripton' in an event. Did you mean description? Known are"
                + " certainty, description, document, envelope, fieldCertainty, fields, include,"
                + " notes, open, prerequisites, sample, sampleIs, trigger, type");
  }

  @Test
  void aKeyThatIsThereTwiceIsNamed() throws IOException {
    assertThat(mistakes(BEGINNING + EVENT + "            type: again\n"))
        .containsExactly("9:13: type is there twice in an event; leave one");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertThat(mistakes(BEGINNING + "          - type: invoice.paid.v1\n"))
        .containsExactly(
            "6:13: description is missing in an event",
            "6:13: sample is missing in an event: the event's own content as JSON");
    assertThat(mistakes("sources:\n  - systems: []\n"))
        .containsExactly("2:5: source is missing in a source");
  }

  @Test
  void aWordThatIsNoneOfThePossibleOnesIsNamedWithThem() throws IOException {
    assertThat(
            mistakes(
                BEGINNING
                    + EVENT
                    + "            certainty: documentd\n"
                    + "            sampleIs: drawn\n"
                    + "            fields:\n"
                    + "              - { path: a, type: strng, meaning: A. }\n"))
        .containsExactly(
            "9:24: certainty of an event is 'documentd'; it must be one of listed, documented,"
                + " repository, older-copy, third-party, own. Did you mean documented?",
            "10:23: sampleIs of an event is 'drawn'; it must be one of printed, composed,"
                + " synthesised.",
            "12:34: type of a field is 'strng'; it must be one of string, number, integer, boolean,"
                + " object, array. Did you mean string?");
  }

  @Test
  void aValueOfAnotherKindIsNamed() throws IOException {
    assertThat(
            mistakes(
                BEGINNING
                    + EVENT
                    + "            open: perhaps\n"
                    + "            trigger: [a, b]\n"
                    + "            notes: [[a]]\n"
                    + "            envelope: 7\n"
                    + "            fields: none\n"))
        .containsExactly(
            "9:19: open of an event must be true or false",
            "10:22: trigger of an event must be a text",
            "11:21: notes of an event must be texts",
            "12:23: envelope of an event must be a JSON object",
            "13:21: fields of an event must be a list (a line with - for each)");
    assertThat(mistakes("sources: { source: billing }\n"))
        .containsExactly(
            "1:10: sources of an event catalogue must be a list (a line with - for each)");
    assertThat(mistakes("- a\n"))
        .containsExactly("1:1: an event catalogue must be keys with values (key: value)");
    assertThat(mistakes(BEGINNING + EVENT.replace("{}", "[1]")))
        .containsExactly("8:21: sample of an event must be a JSON object");
  }

  @Test
  void aNameThatNothingHasIsNamedWithTheOneThatWasMeant() throws IOException {
    assertThat(
            mistakes(
                BEGINNING.replace("billing", "aps")
                    + EVENT
                    + "            include: modl\n"
                    + "            document: evnts\n"))
        .containsExactly(
            "9:22: there is no set of fields 'modl' in fieldSets of this source. Did you mean"
                + " model?",
            "10:23: there is no document 'evnts' in documents of this source, and it is no address."
                + " Did you mean events?");
  }

  @Test
  void aTypeThatCouldNeverMatchIsNamed() throws IOException {
    assertThat(mistakes(BEGINNING + EVENT.replace("invoice.paid.v1", "invoice paid")))
        .singleElement()
        .asString()
        .startsWith("6:19: Cannot use 'invoice paid' as an event pattern: it has a comma, white");
  }

  @Test
  void whatIsNotYamlIsSaidWithItsPlace() throws IOException {
    assertThat(mistakes("sources:\n  - source: [a\n"))
        .singleElement()
        .asString()
        .startsWith("3:1: this is not YAML: ");
    assertThat(mistakes("sources: *nothing\n"))
        .singleElement()
        .asString()
        .startsWith("1:10: this is not YAML: ");
  }

  @Test
  void aSampleThatItsOwnFieldsDoNotAllowIsNamed() throws IOException {
    String fields =
        """
                    fields:
                      - { path: number, type: string, meaning: Number. }
                      - { path: total, type: number, meaning: Total. }
        """;

    assertThat(mistakes(BEGINNING + EVENT.replace("{}", "{ number: 7, total: 1 }") + fields))
        .containsExactly(
            "8:21: sample of an event is not as its fields say: /number is an integer, expected"
                + " string; mend either");
    assertThat(mistakes(BEGINNING + EVENT.replace("{}", "{ number: a }") + fields))
        .containsExactly(
            "8:21: sample of an event is not as its fields say: /total is missing; mend either");
  }

  @Test
  void aSampleThatContainsItselfIsNamed() throws IOException {
    assertThat(mistakes(BEGINNING + EVENT.replace("{}", "&a { again: *a }")))
        .containsExactly("8:33: an anchor contains itself");
  }

  @Test
  void anotherEntryOfTheSameTypeInOneFileIsAMistake() throws IOException {
    assertThat(mistakes(BEGINNING + EVENT + EVENT))
        .containsExactly(
            "9:19: there is another entry of billing/invoice/invoice.paid.v1 in this file; leave one");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    CatalogueException failure =
        catchThrowableOfType(CatalogueException.class, () -> Catalogue.read(file));

    assertThat(failure)
        .hasMessage(
            file
                + ": the event catalogue cannot be read: there is no such file; it must be UTF-8"
                + " text in YAML");
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws IOException {
    Files.write(file, new byte[] {'a', ':', (byte) 0xff});

    CatalogueException failure =
        catchThrowableOfType(CatalogueException.class, () -> Catalogue.read(file));

    assertThat(failure).hasMessageContaining("cannot be read").hasMessageContaining("UTF-8");
  }

  /** All mistakes, without the name of the file. */
  private List<String> mistakes(String yaml) throws IOException {
    Files.writeString(file, yaml);
    CatalogueException failure =
        catchThrowableOfType(CatalogueException.class, () -> Catalogue.read(file));
    assertThat(failure).as("it is refused").isNotNull();
    return failure.mistakes().stream()
        .peek(mistake -> assertThat(mistake.file()).isEqualTo(file.toString()))
        .map(mistake -> mistake.toString().substring(file.toString().length() + 1))
        .toList();
  }
}
