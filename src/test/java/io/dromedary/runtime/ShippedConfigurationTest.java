package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped configuration is the reference: every key, with its true default. */
class ShippedConfigurationTest {
  private static final Path FILE = Path.of("config", "application.properties");
  private static final Set<String> SOURCES = Set.of("itwin.secret", "aps.secret");
  private static final String TARGET = "dromedary.target.";

  private final String text;
  private final Properties keys = new Properties();

  ShippedConfigurationTest() throws IOException {
    text = Files.readString(FILE);
    keys.load(new StringReader(uncommented(text)));
  }

  /** The file as it would be with every default written out. */
  private static String uncommented(String text) {
    return text.replaceAll("(?m)^#(?=[a-z][A-Za-z.]*=)", "");
  }

  @Test
  void itHasEveryKeyThatIsKnownAndNoOther() {
    Set<String> known = new TreeSet<>(Settings.keys());
    known.addAll(SOURCES);

    Set<String> shipped =
        keys.stringPropertyNames().stream()
            .filter(key -> !key.startsWith(TARGET))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(shipped).isEqualTo(known);
  }

  @Test
  void everyKeyOfATargetIsUsedByARouteOrIsASecret() throws IOException {
    StringBuilder routes = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of("routes", "targets"))) {
      for (Path file : files.toList()) {
        routes.append(Files.readString(file));
      }
    }

    assertThat(keys.stringPropertyNames().stream().filter(key -> key.startsWith(TARGET)))
        .isNotEmpty()
        .allSatisfy(
            key ->
                assertThat(
                        key.matches(".*[.](secret|password|token)")
                            || routes.indexOf("{{" + key) >= 0)
                    .as(key)
                    .isTrue());
  }

  @Test
  void itSetsNothing() throws IOException {
    Properties set = new Properties();
    set.load(new StringReader(text));

    assertThat(set).isEmpty();
  }

  @Test
  void whatItShowsAsDefaultsAreTheDefaults(@TempDir Path folder) throws Exception {
    Path written = folder.resolve("application.properties");
    Files.writeString(written, uncommented(text));

    Settings defaults = Settings.read(Settings.Options.NONE, name -> null);
    Settings shown =
        Settings.read(
            new Settings.Options(written, null, null, null, null, Map.of()), name -> null);

    assertThat(shown)
        .usingRecursiveComparison()
        .ignoringFields("camel", "secrets", "configuration", "origin")
        .isEqualTo(defaults);
  }

  @Test
  void everyKeyHasALineOfWhyAboveItsBlock() {
    String before = "";
    for (String line : text.lines().toList()) {
      if (line.matches("#[a-z][A-Za-z.]*=.*")) {
        assertThat(before).as("above %s", line).startsWith("#");
      }
      before = line;
    }
  }
}
