package io.dromedary.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.secret.Secrets;
import io.dromedary.validation.Configuration;
import io.dromedary.validation.RouteFiles;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes that are built and thrown away. */
@SuppressWarnings("NullAway.Init")
class RehearsalTest {
  /** Raised by hand to measure; docs/decisions/0065 has the figures. */
  private static final int TIMES = Integer.getInteger("dromedary.rehearsals", 25);

  @TempDir private Path folder;
  private final List<WeakReference<CamelContext>> contexts = new ArrayList<>();

  /** A bean that must not be made ready, and must not be left as it is. */
  public static final class Counted {
    static int made;
    static int begun;
    static int ended;

    public Counted() {
      made++;
    }

    public void begin() {
      begun++;
    }

    public void end() {
      ended++;
    }
  }

  @Test
  void leavesNothingBehind() throws Exception {
    RouteSet shipped = new RouteSet(RouteFiles.read(Path.of("routes")).files());
    Rehearsal rehearsal = rehearsal();
    Difference all = Difference.between(new RouteSet(List.of()), shipped, Set.of());
    rehearsal.of(shipped, all);
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());

    long began = System.nanoTime();
    for (int i = 0; i < TIMES; i++) {
      rehearsal.of(shipped, all);
    }
    if (TIMES > 100) {
      System.out.println((System.nanoTime() - began) / 1e6 / TIMES + " ms each, all routes");
      Difference one = Difference.between(shipped, shipped, Set.of("itwin-issues"));
      began = System.nanoTime();
      for (int i = 0; i < TIMES; i++) {
        rehearsal.of(shipped, one);
      }
      System.out.println((System.nanoTime() - began) / 1e6 / TIMES + " ms each, one route");
      began = System.nanoTime();
      for (int i = 0; i < TIMES; i++) {
        FolderScan.of(Path.of("routes"));
      }
      System.out.println((System.nanoTime() - began) / 1e6 / TIMES + " ms each, scan");
      began = System.nanoTime();
      for (int i = 0; i < TIMES; i++) {
        RouteFiles.read(Path.of("routes"));
      }
      System.out.println((System.nanoTime() - began) / 1e6 / TIMES + " ms each, reading");
    }

    assertThat(Thread.getAllStackTraces().keySet()).isSubsetOf(before);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(contexts)
                  .as("Camel remembers the last one")
                  .filteredOn(context -> context.get() != null)
                  .hasSizeLessThanOrEqualTo(1);
            });
  }

  @Test
  void doesNotMakeBeansReadyAndEndsThoseThatAreSoAlready() throws Exception {
    Counted.made = 0;
    Counted.begun = 0;
    Counted.ended = 0;
    String type = Counted.class.getName();

    rehearse(
        """
        - beans:
            - name: started
              type: %s
              initMethod: begin
              destroyMethod: end
            - name: plain
              type: %s
              destroyMethod: end
        - route:
            id: uses
            from:
              uri: direct:uses
              steps:
                - bean:
                    ref: started
                - bean:
                    ref: plain
        """
            .formatted(type, type));

    assertThat(Counted.made).isEqualTo(2);
    assertThat(Counted.begun).isZero();
    assertThat(Counted.ended).as("the one that needs no start").isEqualTo(1);
  }

  @Test
  void saysWhichRouteCannotBeBuiltAndWhere() throws Exception {
    RefusedException refused =
        catchThrowableOfType(
            RefusedException.class,
            () ->
                rehearse(
                    """
                    - route:
                        id: wrong
                        from:
                          uri: direct:wrong
                          steps:
                            - to:
                                uri: file:here
                                parameters:
                                  fileExist: perhaps
                    """));

    assertThat(refused.findings().get(0).toString())
        .contains("some.camel.yaml:2:", "route wrong cannot be built", "perhaps");
  }

  private void rehearse(String text) throws Exception {
    Path routes = Files.createDirectories(folder.resolve("routes"));
    Files.writeString(routes.resolve("some.camel.yaml"), text);
    RouteFiles read = RouteFiles.read(routes);
    assertThat(read.findings()).isEmpty();
    RouteSet set = new RouteSet(read.files());
    rehearsal().of(set, Difference.between(new RouteSet(List.of()), set, Set.of()));
  }

  private Rehearsal rehearsal() {
    Map<String, String> visible =
        Map.of("dromedary.data", folder.toString(), "dromedary.target.bus.enabled", "false");
    Secrets secrets = Secrets.of(Map.of("itwin.secret", "0123456789".repeat(4)), name -> null);
    Configuration configuration =
        new Configuration(
            folder.resolve("application.properties"),
            Map.of(),
            visible,
            secrets,
            Catalogue.shipped(),
            Set.of());
    return new Rehearsal(
        configuration,
        (context, files) -> {
          contexts.add(new WeakReference<>(context));
          return Set.of();
        });
  }
}
