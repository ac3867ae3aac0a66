package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways in which route files come to be others. */
@SuppressWarnings("NullAway.Init")
class RouteFolderTest {
  private static final String HELLO =
      """
      - route:
          id: hello
          from:
            uri: platform-http:/callbacks/hello
            steps:
              - setBody:
                  expression:
                    constant:
                      expression: "%s"
      """;

  @TempDir private Path folder;
  private RunningDromedary dromedary;
  private EditedRoutes routes;

  private void start(Path inFolder) throws Exception {
    dromedary = RunningDromedary.in(folder).routes(inFolder).start();
    routes = new EditedRoutes(inFolder, dromedary.dromedary());
  }

  @AfterEach
  void stop() {
    dromedary.close();
  }

  @Test
  void aConfigMapWhoseLinkIsSwapped() throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    Path first = RunningDromedary.copyOfRoutes(folder.resolve("mounted/..2026_01_01"));
    Files.writeString(first.resolve("hello.camel.yaml"), HELLO.formatted("one"));
    Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..2026_01_01"));
    for (String name : new String[] {"callbacks", "dispatch", "domains", "targets"}) {
      Files.createSymbolicLink(mounted.resolve(name), Path.of("..data", name));
    }
    Files.createSymbolicLink(
        mounted.resolve("hello.camel.yaml"), Path.of("..data", "hello.camel.yaml"));
    start(mounted);
    assertThat(hello()).isEqualTo("one");

    Path second = RunningDromedary.copyOfRoutes(folder.resolve("mounted/..2026_01_02"));
    Files.writeString(second.resolve("hello.camel.yaml"), HELLO.formatted("two"));
    Files.createSymbolicLink(mounted.resolve("..data_tmp"), Path.of("..2026_01_02"));
    long began = System.nanoTime();
    Files.move(
        mounted.resolve("..data_tmp"),
        mounted.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    routes.awaitGeneration(2);

    assertThat(hello()).isEqualTo("two");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aFolderThatIsAddedRenamedAndRemoved() throws Exception {
    start(RunningDromedary.copyOfRoutes(folder.resolve("routes")));

    routes.write("new/deep/hello.camel.yaml", HELLO.formatted("one"));
    routes.awaitGeneration(2);
    assertThat(hello()).isEqualTo("one");

    Files.move(routes.file("new"), routes.file("renamed"));
    routes.edit("renamed/deep/hello.camel.yaml", "one", "two");
    routes.awaitGeneration(3);
    assertThat(hello()).isEqualTo("two");

    Files.delete(routes.file("renamed/deep/hello.camel.yaml"));
    routes.awaitGeneration(4);
    assertThat(dromedary.get("/callbacks/hello").statusCode()).isEqualTo(503);

    routes.write("again.camel.yaml", HELLO.formatted("three"));
    routes.awaitGeneration(5);
    assertThat(hello()).isEqualTo("three");
  }

  @Test
  void aFileThatIsWrittenBitByBitIsTakenWhenItIsComplete() throws Exception {
    start(RunningDromedary.copyOfRoutes(folder.resolve("routes")));
    StringBuilder written = new StringBuilder();

    for (String line : HELLO.formatted("one").split("(?<=\n)")) {
      written.append(line);
      routes.write("hello.camel.yaml", written.toString());
      Thread.onSpinWait();
    }
    routes.awaitGeneration(2);

    assertThat(hello()).isEqualTo("one");
  }

  @Test
  void whatEditorsLeaveBesideAFileIsNoRouteFile() throws Exception {
    start(RunningDromedary.copyOfRoutes(folder.resolve("routes")));

    routes.write(".hello.camel.yaml", "not: [yaml");
    routes.write(".git/hello.camel.yaml", "not: [yaml");
    routes.write("hello.camel.yaml~", "not: [yaml");
    routes.write("hello.camel.yaml", HELLO.formatted("one"));
    routes.awaitGeneration(2);

    assertThat(hello()).isEqualTo("one");
  }

  @Test
  void aLinkThatLeadsNowhereIsRefusedAndWhatRanBeforeRunsOn() throws Exception {
    start(RunningDromedary.copyOfRoutes(folder.resolve("routes")));
    Path issues = routes.file("domains/itwin/issues.camel.yaml");
    String text = Files.readString(issues);

    Files.delete(issues);
    Files.createSymbolicLink(issues, folder.resolve("nowhere"));
    assertThat(routes.awaitRefusal().toString()).contains("itwin-issues");
    assertThat(
            dromedary.itwin().send(SentEvent.ofType("issues.issueCreated.v1").body()).statusCode())
        .isEqualTo(200);
    dromedary.awaitDelivered();

    Files.delete(issues);
    Files.writeString(issues, text.replace("uri: delivery:archive", "uri: direct:itwin-forms"));
    routes.awaitGeneration(2);
  }

  private String hello() throws IOException, InterruptedException {
    return dromedary.get("/callbacks/hello").body();
  }
}
