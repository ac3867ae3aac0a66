package io.dromedary.catalogue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A catalogue file cannot be read as such. All that is wrong in it is reported at once. */
public final class CatalogueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Mistake> mistakes;

  CatalogueException(List<Mistake> mistakes) {
    super(inOrder(mistakes).map(Mistake::toString).collect(Collectors.joining("\n")));
    this.mistakes = inOrder(mistakes).toList();
  }

  /** As they stand in the file; what several entries have from further out is said once. */
  private static Stream<Mistake> inOrder(List<Mistake> mistakes) {
    return mistakes.stream()
        .distinct()
        .sorted(Comparator.comparing(Mistake::line).thenComparing(Mistake::column));
  }

  static CatalogueException unreadable(Path file, IOException cause) {
    String why = cause instanceof NoSuchFileException ? "there is no such file" : cause.toString();
    CatalogueException failure =
        new CatalogueException(
            List.of(
                new Mistake(
                    file.toString(),
                    0,
                    0,
                    "the event catalogue cannot be read: "
                        + why
                        + "; it must be UTF-8 text in YAML")));
    failure.initCause(cause);
    return failure;
  }

  /** What is wrong, at least one. */
  public List<Mistake> mistakes() {
    return mistakes;
  }
}
