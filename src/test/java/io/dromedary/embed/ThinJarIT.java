package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.CoreRoutes;
import io.dromedary.Provider;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thin jar, with no more beside it than an application gets by naming it. */
class ThinJarIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** What the application itself has: an HTTP server of Camel's, and Camel's own languages. */
  private static final String OF_THE_APPLICATION =
      "camel-(platform-http|platform-http-vertx|vertx-common|attachments|http-base|core-languages)"
          + "|vertx-[a-z-]+|netty-[a-z0-9-]+|commons-io";

  private static Path jar() {
    return Path.of(System.getProperty("dromedary.library.jar"));
  }

  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(entry -> entry.toString().endsWith(".jar"))
        .toList();
  }

  private static List<Path> jars(String artifacts) {
    Pattern name = Pattern.compile("(" + artifacts + ")-\\d.*\\.jar");
    return classPath().stream()
        .filter(entry -> name.matcher(entry.getFileName().toString()).matches())
        .toList();
  }

  private static List<Path> libraries() throws Exception {
    List<Path> found = new ArrayList<>();
    for (String artifact :
        Files.readAllLines(Path.of("src/test/resources/library-classpath.txt"))) {
      List<Path> one = jars(Pattern.quote(artifact.substring(artifact.indexOf(':') + 1)));
      assertThat(one).as(artifact).isNotEmpty();
      found.addAll(one);
    }
    return found;
  }

  /** A folder with the classes of the application, and no others. */
  private static Path application(Path folder) throws Exception {
    String name = PlainApplication.class.getName().replace('.', '/');
    Path classes = folder.resolve("classes");
    for (String each : List.of(name, name + "$1")) {
      Path file = classes.resolve(each + ".class");
      Files.createDirectories(file.getParent());
      try (var in = ThinJarIT.class.getResourceAsStream("/" + each + ".class")) {
        Files.copy(in, file);
      }
    }
    return classes;
  }

  @Test
  void anApplicationKeepsAndDeliversSignedCallbacks(@TempDir Path folder) throws Exception {
    List<Path> path = new ArrayList<>(List.of(application(folder), jar().toAbsolutePath()));
    path.addAll(libraries());
    path.addAll(jars(OF_THE_APPLICATION));
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                PlainApplication.class.getName(),
                folder.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("ITWIN_SECRET", HostApplication.SECRET);
    Process process = builder.start();
    try {
      await()
          .atMost(BOUND)
          .failFast("the application has ended", () -> !process.isAlive())
          .until(() -> Files.readString(output).contains("port "));
      Matcher port = Pattern.compile("port (\\d+)").matcher(Files.readString(output));
      assertThat(port.find()).isTrue();

      var answer =
          new Provider("itwin", HostApplication.SECRET, Integer.parseInt(port.group(1)))
              .send(CoreRoutes.body("m-1").getBytes(StandardCharsets.UTF_8));

      assertThat(answer.statusCode()).as(Files.readString(output)).isEqualTo(200);
      await().atMost(BOUND).until(() -> Files.readString(output).contains("delivered m-1"));
      process.getOutputStream().close();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
      assertThat(Files.readString(output)).contains("stopped");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void itHasNothingThatStartsLogsOrConfigures() throws Exception {
    try (JarFile thin = new JarFile(jar().toFile())) {
      List<String> names = thin.stream().map(entry -> entry.getName()).toList();
      assertThat(names)
          .contains(
              "io/dromedary/inbox/InboxComponent.class",
              "io/dromedary/embed/HostWiring.class",
              "META-INF/services/org.apache.camel.spi.ContextServicePlugin",
              "META-INF/services/org/apache/camel/dromedary-wiring",
              "META-INF/io/dromedary/inbox/inbox.json")
          .noneMatch(name -> name.endsWith("application.properties"))
          .noneMatch(name -> name.contains("logback") || name.contains("log4j"))
          .noneMatch(name -> name.startsWith("shipped/"))
          .noneMatch(
              name ->
                  name.matches(
                      "io/dromedary/(admin|cli|demo|provider|reload|runtime|validation)/.*"));
      assertThat(thin.getManifest().getMainAttributes().getValue("Main-Class")).isNull();
    }
  }

  @Test
  void theStandaloneJarHasAllOfIt() throws Exception {
    try (JarFile thin = new JarFile(jar().toFile());
        JarFile standalone = new JarFile(System.getProperty("dromedary.jar"))) {
      List<String> names = standalone.stream().map(entry -> entry.getName()).toList();
      assertThat(names)
          .containsAll(
              thin.stream()
                  .map(entry -> entry.getName())
                  .filter(name -> name.endsWith(".class"))
                  .toList())
          .contains(
              "io/dromedary/cli/Main.class",
              "shipped/config/application.properties",
              "META-INF/services/ch.qos.logback.classic.spi.Configurator");
    }
  }
}
