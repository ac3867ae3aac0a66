package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Provider;
import io.dromedary.catalogue.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole output of the process, at its most talkative, holds no secret. */
class SecretsStayHiddenIT {
  private static final String ITWIN = "itwin-0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  private static final String APS = "aps5f3a9c71d2e84b60";
  private static final String OTHER = "anotherSecretOfTheSameKind0123456789";
  private static final String TOKEN = "partner-token-55aa1177cc";
  private static final String PASSWORD = "warehouse-password-993b";
  private static final List<String> SECRETS = List.of(ITWIN, APS, OTHER, TOKEN, PASSWORD);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  SecretsStayHiddenIT(@TempDir Path folder) throws Exception {
    this.folder = folder;
    try (ChildProcess init = ChildProcess.start(folder, Map.of(), "init")) {
      assertThat(init.exitCode(LONGEST)).isZero();
    }
    Files.writeString(
        folder.resolve("config/application.properties"),
        String.join(
            "\n",
            "itwin.secret=" + ITWIN,
            "aps.secret=" + APS,
            "dromedary.target.warehouse.url=jdbc:postgresql://127.0.0.1:1/events",
            "dromedary.target.warehouse.password=" + PASSWORD,
            "dromedary.target.partner.url=http://127.0.0.1:1/events",
            ""));
    environment.put("DROMEDARY_TARGET_PARTNER_TOKEN", TOKEN);
  }

  private ChildProcess start(String... further) throws Exception {
    String[] arguments = {"run", "--verbose", "--management-port", "0", "--port", "0"};
    String[] all = Arrays.copyOf(arguments, arguments.length + further.length);
    System.arraycopy(further, 0, all, arguments.length, further.length);
    return ChildProcess.start(folder, environment, all);
  }

  @Test
  void ofAGoodStartAndOfCallbacks() throws Exception {
    byte[] body = Catalogue.shipped().listed().get(0).body(new Random(), Instant.now());
    try (ChildProcess child = start()) {
      Provider itwin = new Provider("itwin", ITWIN, child.callbackPort());
      assertThat(itwin.send(body).statusCode()).isEqualTo(200);
      assertThat(itwin.withSecret(OTHER).send(body).statusCode()).isEqualTo(401);
      await().atMost(LONGEST).until(() -> child.output().contains("was not delivered to partner"));
      child.terminate();
      child.exitCode(LONGEST);

      assertHidden(child.output());
      assertThat(child.output()).contains("DEBUG");
    }
  }

  @Test
  void ofStartsThatFail() throws Exception {
    environment.put("ITWIN_SECRET", ITWIN + ",," + OTHER);
    try (ChildProcess child = start()) {
      assertThat(child.exitCode(LONGEST)).isEqualTo(3);
      assertHidden(child.output());
    }
    environment.put("ITWIN_SECRET", ITWIN);
    Files.writeString(
        folder.resolve("config/application.properties"),
        "dromedary.lisen=1\n",
        StandardOpenOption.APPEND);
    try (ChildProcess child = start()) {
      assertThat(child.exitCode(LONGEST)).isEqualTo(3);
      assertThat(child.output()).contains("dromedary.lisen");
      assertHidden(child.output());
    }
  }

  private static void assertHidden(String output) {
    for (String secret : SECRETS) {
      assertThat(output.contains(secret)).as("%s in\n%s", secret, output).isFalse();
    }
  }
}
