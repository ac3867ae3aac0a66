package io.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A wrong class name gets the one that was meant, whichever bean of ours that is. */
class OurBeansTest {
  private static final Pattern TYPE =
      Pattern.compile("(?:type: |#class:)(io\\.dromedary\\.[A-Za-z.]+)");

  @Test
  void everyBeanOfTheShippedRoutesAndExamplesIsGuessedAt() throws Exception {
    Set<String> used = new TreeSet<>();
    for (Path folder : Set.of(Path.of("routes"), Path.of("src", "examples"), Path.of("docs"))) {
      used.addAll(types(folder));
    }

    assertThat(used).contains("io.dromedary.signature.SignatureProcessor");
    assertThat(BeanCheck.OURS).containsAll(used);
  }

  @Test
  void whatIsGuessedAtExists() throws Exception {
    for (String type : BeanCheck.OURS) {
      assertThat(Class.forName(type)).isPublic();
    }
  }

  private static Set<String> types(Path folder) throws IOException {
    Set<String> types = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(yaml|md)")).toList()) {
        TYPE.matcher(Files.readString(file)).results().map(OurBeansTest::type).forEach(types::add);
      }
    }
    return types;
  }

  private static String type(MatchResult match) {
    return match.group(1);
  }
}
