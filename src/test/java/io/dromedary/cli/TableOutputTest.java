package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** What a command says, as people and programs see it. */
class TableOutputTest {
  private static final View VIEW =
      new View(
          List.of(
              Column.text("ID", "id"),
              Column.prose("REASON", "reason"),
              Column.number("TRIED", "tried")),
          result -> List.of("in all " + result.path("n").asInt()));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private TableOutput output(Terminal terminal) {
    return new TableOutput(
        VIEW,
        terminal,
        new PrintWriter(out),
        new ProgressBar(new PrintWriter(err), terminal.interactive()),
        () -> false);
  }

  private static ObjectNode row(String id, String reason, long tried) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("reason", reason)
        .put("tried", tried);
  }

  private static ObjectNode result(int n) {
    return JsonNodeFactory.instance.objectNode().put("n", n);
  }

  @Test
  void columnsAreAlignedAndNumbersStandOnTheRight() {
    TableOutput output = output(Terminal.NONE);

    output.row(row("a", "it is a long reason", 1));
    output.row(row("bcd", "short", 12_345));
    output.result(result(2));

    assertThat(out.toString().lines())
        .containsExactly(
            "ID   REASON                TRIED",
            "a    it is a long reason       1",
            "bcd  short                12,345",
            "",
            "in all 2");
  }

  @Test
  void onATerminalALongTextIsCutToFit() {
    TableOutput output = output(new Terminal(true, 24, Ansi.OFF));

    output.row(row("a", "it is a long reason", 1));
    output.result(result(1));

    assertThat(out.toString().lines().limit(2))
        .containsExactly("ID  REASON         TRIED", "a   it is a long…      1");
  }

  @Test
  void whatComesFromOutsideCannotSteerTheTerminal() {
    TableOutput output = output(Terminal.NONE);

    output.row(row("a\u001b[2J", "one\ntwo\u202e", 1));
    output.result(result(1));

    assertThat(out.toString()).contains("a [2J", "one two ").doesNotContain("\u001b", "\u202e");
  }

  @Test
  void withoutRowsThereIsNoTable() {
    output(Terminal.NONE).result(result(0));

    assertThat(out.toString().lines()).containsExactly("in all 0");
  }

  @Test
  void theProgressIsABarOnATerminalAndGoneInTheEnd() {
    TableOutput output = output(new Terminal(true, 80, Ansi.OFF));

    output.progress(500, 1000);
    assertThat(err.toString()).contains("[###############               ] 500 of 1,000 (50 %)");
    output.result(result(0));

    assertThat(err.toString()).endsWith(" \r");
    assertThat(out.toString()).doesNotContain("#");
  }

  @Test
  void elsewhereTheProgressDoesNotFloodTheLog() {
    TableOutput output = output(Terminal.NONE);

    for (int i = 0; i < 1000; i++) {
      output.progress(i, 1000);
    }

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void forProgramsEachRowIsALineAndTheLastOneSaysHowItEnded() {
    JsonLines output = new JsonLines(new PrintWriter(out), () -> false);

    output.row(row("a", "b", 1));
    output.progress(1, 2);
    output.result(result(1));
    output.error(new AdminException(AdminException.Kind.NOT_FOUND, "there is no c"));

    assertThat(out.toString().lines())
        .containsExactly(
            "{\"id\":\"a\",\"reason\":\"b\",\"tried\":1}",
            "{\"result\":{\"n\":1}}",
            "{\"error\":{\"kind\":\"not-found\",\"message\":\"there is no c\"}}");
  }
}
