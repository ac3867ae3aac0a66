package io.dromedary.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/embedding.md says can be set under {@code dromedary} is what can be set. */
class PropertiesOfThePageTest {
  @Test
  void eachPropertyIsOnThePageAndNoOther() throws IOException {
    String page = Files.readString(Path.of("docs", "embedding.md"));
    String spring = page.substring(page.indexOf("\n## Spring Boot"), page.indexOf("\n**Bytes"));
    assertThat(
            Pattern.compile("`(dromedary\\.[a-z.-]+)`")
                .matcher(spring)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(names("dromedary", DromedaryProperties.class));
  }

  private static Set<String> names(String prefix, Class<?> type) {
    Set<String> names = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name =
          prefix + "." + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      if (component.getType().isRecord()) {
        names.addAll(names(name, component.getType()));
      } else {
        names.add(name);
      }
    }
    return names;
  }
}
