package io.dromedary.runtime;

import io.dromedary.validation.Finding;
import io.dromedary.validation.Place;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A file of {@code key=value} lines, and where each key stands in it. */
final class ConfigurationFile {
  private final Path file;
  private final List<String> lines;
  private final Map<String, String> values = new TreeMap<>();

  private ConfigurationFile(Path file, String text) throws IOException {
    this.file = file;
    this.lines = text.lines().toList();
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
  }

  /**
   * Reads the file.
   *
   * @throws StartException when it cannot be read; the message names it
   */
  static ConfigurationFile read(Path file) throws StartException {
    try {
      return new ConfigurationFile(file, Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          List.of(
              Finding.error(
                  Place.of(file),
                  "the configuration cannot be read: " + e,
                  "It must be UTF-8 text, a key=value on each line")),
          e);
    }
  }

  /** The file that is not there: no key has a value. */
  static ConfigurationFile absent(Path file) {
    try {
      return new ConfigurationFile(file, "");
    } catch (IOException e) {
      throw new IllegalStateException("reading an empty text", e);
    }
  }

  Path path() {
    return file;
  }

  Map<String, String> values() {
    return values;
  }

  /** Where a key stands; of several lines with it, the last, which is the one that counts. */
  Place placeOf(String key) {
    Pattern start = Pattern.compile("\\s*" + Pattern.quote(key) + "\\s*([=:\\s].*)?");
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (start.matcher(lines.get(i)).matches()) {
        return new Place(file, i + 1, 0);
      }
    }
    return new Place(file, 0, 0);
  }
}
