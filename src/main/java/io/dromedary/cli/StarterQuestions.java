package io.dromedary.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Asks a person which sources and targets are wanted. */
final class StarterQuestions {
  private final UnaryOperator<@Nullable String> ask;
  private final PrintWriter out;

  /**
   * @param ask shows a prompt and gives the line that was typed; null at the end of the input
   */
  StarterQuestions(UnaryOperator<@Nullable String> ask, PrintWriter out) {
    this.ask = ask;
    this.out = out;
  }

  /**
   * The choice, asked for again until it makes sense.
   *
   * @return null when the person ended the input
   */
  @Nullable StarterChoice choice() {
    while (true) {
      String sources =
          answer("Which sources send callbacks?", StarterPart.SOURCES, StarterChoice.USUAL_SOURCES);
      String targets =
          sources == null
              ? null
              : answer(
                  "Which targets get the events?",
                  StarterPart.TARGETS,
                  StarterChoice.USUAL_TARGETS);
      if (sources == null || targets == null) {
        return null;
      }
      try {
        return StarterChoice.of(sources, targets);
      } catch (IllegalArgumentException e) {
        out.println("This does not work: " + e.getMessage());
        out.println();
      }
    }
  }

  private @Nullable String answer(String question, List<StarterPart> parts, String usual) {
    out.println(question + " Names, separated by commas:");
    for (StarterPart part : parts) {
      out.printf("  %-18s %s%n", part.name(), part.title());
    }
    out.flush();
    String line = ask.apply("[" + usual + "] ");
    out.println();
    return line == null || line.isBlank() ? (line == null ? null : usual) : line.strip();
  }
}
