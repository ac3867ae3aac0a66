package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.runtime.Dromedary;
import io.dromedary.runtime.Settings;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/commands.md for send, sign and verify, in a shell, print what it says. */
class CommandsPageTest {
  private static final Path PAGE = Path.of("docs", "commands.md");
  private static final String SECRET =
      "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

  /** A shell block, and the output block that follows it. */
  private static final Pattern EXAMPLE =
      Pattern.compile("```sh\\n(.*?)```\\n\\n```text\\n(.*?)```\\n", Pattern.DOTALL);

  /** What is another one each time. */
  private static final Pattern NUMBERS =
      Pattern.compile("[0-9][0-9,]*( ms| +[0-9,]+ +[0-9,]+ +[0-9,]+ )");

  @Test
  void theExamplesPrintWhatThePageSays(@TempDir Path folder) throws Exception {
    int port = freePort();
    ShippedFiles.writeTo(folder);
    Files.writeString(folder.resolve("itwin.secret"), SECRET + "\n");
    Files.writeString(folder.resolve("pay.secret"), "pay\n");
    Files.writeString(folder.resolve("whsec.txt"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    Files.writeString(folder.resolve("test.json"), "{\"test\": 2432232314}");
    Files.writeString(
        folder.resolve("event.json"), "{\"eventType\": \"iModels.iModelDeleted.v1\"}\n");
    List<String> examples = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Matcher example = EXAMPLE.matcher(sections());
    while (example.find()) {
      examples.add(example.group(1));
      outputs.add(example.group(2));
    }
    assertThat(examples).hasSizeGreaterThanOrEqualTo(5);

    try (Dromedary dromedary = start(folder, port)) {
      assertThat(dromedary.port()).isEqualTo(port);
      shell(folder, port, "java -jar dromedary.jar sign itwin event.json > headers.txt\n");
      for (int i = 0; i < examples.size(); i++) {
        assertThat(masked(shell(folder, port, examples.get(i)), port))
            .as(examples.get(i))
            .isEqualTo(masked(outputs.get(i), 8080));
      }
    }
  }

  @Test
  void everyExampleIsFollowedByItsOutput() throws IOException {
    String sections = sections();

    assertThat(EXAMPLE.matcher(sections).results().count())
        .isEqualTo(
            Pattern.compile("^```sh$", Pattern.MULTILINE).matcher(sections).results().count());
  }

  private static String sections() throws IOException {
    StringBuilder sections = new StringBuilder();
    for (String section : Files.readString(PAGE).split("(?m)^(?=## )")) {
      if (section.matches("(?s)## `(send|sign|verify)`.*")) {
        sections.append(section);
      }
    }
    return sections.toString();
  }

  private static Dromedary start(Path folder, int port) throws Exception {
    return Dromedary.start(
        Settings.read(
            new Settings.Options(
                folder.resolve("config/application.properties"),
                folder.resolve("routes"),
                folder.resolve("data"),
                port,
                0,
                Map.of("dromedary.host", "127.0.0.1")),
            Map.of("ITWIN_SECRET", SECRET)::get));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What a shell prints, in which {@code java -jar dromedary.jar} runs these classes. */
  private static String shell(Path folder, int port, String commands) throws Exception {
    String java =
        """
        java() {
          shift 2
          "%s" -XX:TieredStopAtLevel=1 -cp "$CLASSES" io.dromedary.cli.Main "$@"
        }
        export ITWIN_SECRET_FILE=itwin.secret
        """
            .formatted(Path.of(System.getProperty("java.home"), "bin", "java"));
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-c", java + commands)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    bash.environment().put("CLASSES", classes());
    bash.environment().put("DROMEDARY_LISTEN", Integer.toString(port));
    Process process = bash.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  /** Absolute, as the shell is in another folder. */
  private static String classes() {
    StringBuilder classes = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      classes.append(Path.of(entry).toAbsolutePath()).append(File.pathSeparator);
    }
    return classes.toString();
  }

  private static String masked(String output, int port) {
    String masked = output.replace(":" + port + "/", ":PORT/");
    masked = masked.replaceAll("(?m)^\\d[\\d,]* of \\d+ \\(\\d+ %\\)\\R", "");
    masked = NUMBERS.matcher(masked).replaceAll("N");
    return masked.replaceAll("[0-9]+ bytes", "N bytes").replaceAll("N +N", "N");
  }
}
