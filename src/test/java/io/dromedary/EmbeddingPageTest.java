package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Readme.Example;
import io.dromedary.delivery.DeliveryComponent;
import io.dromedary.inbox.InboxComponent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What docs/embedding.md and "Embed it" in the README show is cut out of the applications of
 * src/hosts, which HostsIT starts.
 */
class EmbeddingPageTest {
  private static final Pattern FILE = Pattern.compile("\\W*(src/hosts/\\S+)\\W*");

  static Stream<Example> examples() throws IOException {
    return Stream.concat(
        Stream.of("xml", "properties", "yaml", "java")
            .flatMap(language -> page("docs/embedding.md").examples(language).stream()),
        Stream.of("xml", "properties")
            .flatMap(language -> page("README.md").examples("Embed it", language).stream()));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsPartOfAHostThatIsTested(Example example) throws IOException {
    List<String> lines = example.text().lines().toList();
    Matcher file = FILE.matcher(lines.get(0));
    assertThat(file.matches()).as("%s: its first line names the file", example).isTrue();
    assertThat(plain(Files.readAllLines(Path.of(file.group(1)))))
        .as("%s: %s has these lines", example, file.group(1))
        .contains(plain(lines.subList(1, lines.size())));
  }

  @Test
  void everyOptionThatIsNamedIsOne() throws IOException {
    List<MatchResult> named =
        Pattern.compile("`camel\\.component\\.(inbox|delivery)\\.([A-Za-z]+)`")
            .matcher(page("docs/embedding.md").text())
            .results()
            .toList();
    assertThat(named).isNotEmpty();
    for (MatchResult option : named) {
      String name = option.group(2);
      String setter = "set" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      Class<?> component =
          option.group(1).equals("inbox") ? InboxComponent.class : DeliveryComponent.class;
      assertThat(component.getMethods())
          .as(option.group())
          .anyMatch(method -> method.getName().equals(setter));
    }
  }

  @Test
  void theHostsAreBuiltAgainstThisVersion() throws IOException {
    Matcher version =
        Pattern.compile("<version>([^<]+)</version>").matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    for (String host : List.of("plain", "camel-main", "spring-boot")) {
      assertThat(Files.readString(Path.of("src", "hosts", host, "pom.xml")))
          .as(host)
          .contains("<dromedary.version>" + version.group(1) + "</dromedary.version>");
    }
  }

  private static Readme page(String name) {
    try {
      return Readme.page(name);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** Without the indentation, which is another one on a page. */
  private static String plain(List<String> lines) {
    return lines.stream().map(String::strip).collect(Collectors.joining("\n"));
  }
}
