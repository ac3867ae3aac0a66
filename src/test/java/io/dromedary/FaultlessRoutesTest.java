package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.runtime.Settings;
import io.dromedary.runtime.ValidationReport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing is to be found, not even a warning, in what we give to people. */
class FaultlessRoutesTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  static List<String> pages() throws IOException {
    List<String> pages = new ArrayList<>(List.of("README.md"));
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      docs.map(Path::toString).filter(page -> page.endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  @Test
  void theShippedRoutes() {
    assertThat(report(Path.of("routes")).findings()).isEmpty();
  }

  @Test
  void theExampleSources() throws Exception {
    ExampleRuntime.write(folder, List.of());

    assertThat(report(folder.resolve("routes")).findings()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theExamplesOfADocument(String page) throws Exception {
    ExampleRuntime.write(folder, Readme.page(page).examples("yaml"));

    assertThat(report(folder.resolve("routes")).findings()).isEmpty();
  }

  /** A start does all of it. What it takes of the processor does not depend on what else runs. */
  @Test
  void theCheckOfTheShippedRoutesTakesLittleOfAStart() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    report(Path.of("routes"));
    long before = threads.getCurrentThreadCpuTime();

    report(Path.of("routes"));

    assertThat(TimeUnit.NANOSECONDS.toMillis(threads.getCurrentThreadCpuTime() - before))
        .as("milliseconds for the second check in a process")
        .isLessThan(2_000);
  }

  private static ValidationReport report(Path routes) {
    return ValidationReport.of(
        new Settings.Options(
            Path.of("config", "application.properties"), routes, null, null, null, Map.of()),
        name -> null);
  }
}
