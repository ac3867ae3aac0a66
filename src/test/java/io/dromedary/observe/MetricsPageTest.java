package io.dromedary.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** docs/metrics.md lists the meters that there are, by the names that Prometheus shows. */
class MetricsPageTest {
  private static final Pattern SUFFIX = Pattern.compile("_(total|seconds|bytes)$");

  @Test
  void thePageNamesEveryMeterAndNoOther() throws IOException {
    Set<String> meters =
        found(
            "\"(dromedary[a-z.]+)\"",
            Files.readString(Path.of("src/main/java/io/dromedary/observe/Metrics.java")));
    Set<String> listed = found("`(dromedary_[a-z_]+)` \\|", page());

    assertThat(meters).hasSizeGreaterThan(15);
    assertThat(bare(listed)).isEqualTo(bare(meters));
  }

  @Test
  void everyAlertRuleIsYamlAboutMetersOfThePage() throws IOException {
    Set<String> listed = found("`(dromedary_[a-z_]+)` \\|", page());
    Set<String> rules = found("(?s)```yaml\n(.*?)```", page());

    assertThat(rules).isNotEmpty();
    for (String rule : rules) {
      assertThat(new Load(LoadSettings.builder().build()).loadFromString(rule))
          .as(rule)
          .isNotNull();
      assertThat(listed).containsAll(found("\\b(dromedary_[a-z_]+)", rule));
    }
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs", "metrics.md"));
  }

  private static Set<String> bare(Set<String> names) {
    Set<String> bare = new TreeSet<>();
    names.forEach(name -> bare.add(SUFFIX.matcher(name.replace('.', '_')).replaceFirst("")));
    return bare;
  }

  private static Set<String> found(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
