package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of this process was there at one moment: threads, registrations.
 *
 * @param threads by name and id
 * @param beans the names of MBeans
 * @param drivers the classes of JDBC drivers
 */
public record Footprint(Set<String> threads, Set<String> beans, Set<String> drivers) {
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** Those of the test's own tools: its HTTP client, its waits. */
  private static final String OF_THE_TEST =
      "HttpClient-.*|awaitility.*|ForkJoinPool.*|process reaper.*|Cleaner-.*|Common-Cleaner";

  public static Footprint now() {
    return new Footprint(threadsNow(), beansNow(), driversNow());
  }

  /** Asserts that nothing is there but what was there before, and no open file in the folder. */
  public void assertNothingElseIsLeft(Path folder) throws IOException {
    await()
        .atMost(BOUND)
        .untilAsserted(
            () -> {
              Set<String> left = threadsNow();
              left.removeAll(threads);
              assertThat(left).as("threads").isEmpty();
            });
    assertThat(beansNow()).as("MBeans").isEqualTo(beans);
    assertThat(driversNow()).as("JDBC drivers").isEqualTo(drivers);
    assertThat(openFilesIn(folder)).as("open files").isEmpty();
  }

  private static Set<String> threadsNow() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().matches(OF_THE_TEST))
        .map(thread -> thread.getName() + " #" + thread.getId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> beansNow() {
    return ManagementFactory.getPlatformMBeanServer().queryNames(null, null).stream()
        .map(Object::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> driversNow() {
    return DriverManager.drivers()
        .map(driver -> driver.getClass().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Empty, too, where the system does not show them. */
  private static Set<String> openFilesIn(Path folder) throws IOException {
    Path handles = Path.of("/proc/self/fd");
    if (!Files.isDirectory(handles)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.list(handles)) {
      return all.map(Footprint::target)
          .filter(target -> target.startsWith(folder.toString()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String target(Path handle) {
    try {
      return Files.readSymbolicLink(handle).toString();
    } catch (NoSuchFileException e) {
      return "closed meanwhile";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
