package io.dromedary.runtime;

import java.nio.file.Path;

/**
 * Where something stands in a file that people edit.
 *
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1; 0 when the whole line is meant
 */
public record Place(Path file, int line, int column) {
  /** As editors and terminals understand it: {@code file:line:column}. */
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line + (column > 0 ? ":" + column : "") : "");
  }
}
