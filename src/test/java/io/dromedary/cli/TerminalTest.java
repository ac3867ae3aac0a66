package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

/** When there are colours, and which. */
class TerminalTest {
  private static final String ESCAPE = "\u001b";

  private static Terminal terminal(Map<String, String> environment) {
    return Terminal.interactive(80, true, environment::get);
  }

  @Test
  void aTerminalHasColours() {
    assertThat(terminal(Map.of("TERM", "xterm-256color")).state("dead")).contains(ESCAPE);
    // As the rule has it: present and not empty.
    assertThat(terminal(Map.of("NO_COLOR", "")).state("dead")).contains(ESCAPE);
  }

  @Test
  void thereAreNoneWhereTheyAreNotWantedOrCannotBe() {
    assertThat(terminal(Map.of("NO_COLOR", "1")).state("dead")).isEqualTo("dead");
    assertThat(terminal(Map.of("NO_COLOR", "0")).bold("dead")).isEqualTo("dead");
    assertThat(terminal(Map.of("TERM", "dumb")).state("dead")).isEqualTo("dead");
    assertThat(Terminal.interactive(80, false, name -> null).state("dead")).isEqualTo("dead");
    assertThat(Terminal.NONE.state("dead")).isEqualTo("dead");
    assertThat(Terminal.NONE.bold("dead")).isEqualTo("dead");
    assertThat(Terminal.NONE.clear()).doesNotContain(ESCAPE);
    // Tests have no terminal.
    assertThat(Terminal.ofThisProcess()).isEqualTo(Terminal.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "dead, 31",
    "parked, 31",
    "open, 31",
    "down, 31",
    "pending, 33",
    "half-open, 33",
    "degraded, 33",
    "delivered, 32",
    "healthy, 32",
    "off, 2"
  })
  void theColourSaysWhetherSomebodyHasToLook(String state, int colour) {
    Terminal terminal = terminal(Map.of());

    assertThat(terminal.state(state + "  "))
        .startsWith(ESCAPE + "[" + colour + "m" + state + ESCAPE + "[")
        .endsWith("  ");
  }

  @Test
  void whatIsNoStateOfOursIsLeftAsItIs() {
    Terminal terminal = terminal(Map.of());

    assertThat(terminal.state("@|red x|@ ")).isEqualTo("@|red x|@ ");
    assertThat(terminal.state("")).isEmpty();
  }

  @Test
  void inATableOnlyTheCellOfTheStateIsColouredAndColumnsStayAligned() {
    StringWriter out = new StringWriter();
    View view =
        new View(
            List.of(Column.text("ID", "id"), Column.state("STATE", "state"), Column.text("X", "x")),
            result -> List.of());
    TableOutput table =
        new TableOutput(
            view,
            new Terminal(true, 80, Ansi.ON),
            new PrintWriter(out),
            new ProgressBar(new PrintWriter(new StringWriter()), true),
            () -> false);
    for (String state : List.of("dead", "pending")) {
      table.row(
          JsonNodeFactory.instance
              .objectNode()
              .put("id", "dead")
              .put("state", state)
              .put("x", "y"));
    }
    table.end();

    List<String> lines = out.toString().lines().skip(1).toList();
    assertThat(lines.get(0)).startsWith("dead  " + ESCAPE + "[31mdead");
    assertThat(lines)
        .extracting(line -> line.replaceAll(ESCAPE + "\\[[0-9;]*m", ""))
        .containsExactly("dead  dead     y", "dead  pending  y");
  }

  @Test
  void helpHasNoColoursWithoutATerminal() {
    StringWriter out = new StringWriter();

    Main.commandLine().setOut(new PrintWriter(out)).execute("--help");

    assertThat(out.toString()).contains("tail", "status").doesNotContain(ESCAPE);
  }
}
