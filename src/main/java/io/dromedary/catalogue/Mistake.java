package io.dromedary.catalogue;

/**
 * What is wrong in a catalogue file.
 *
 * @param file as it was named
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1; 0 when the whole line is meant
 * @param message what is wrong and what to do
 */
public record Mistake(String file, int line, int column, String message) {
  @Override
  public String toString() {
    String place = line == 0 ? file : file + ":" + line + (column == 0 ? "" : ":" + column);
    return place + ": " + message;
  }
}
