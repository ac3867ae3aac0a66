package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.store.NewEvent;
import io.dromedary.store.NewEvent.DuplicateKey;
import io.dromedary.store.SqliteStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command that removes events on request, on a store that nobody runs. */
class PurgeCommandTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path data;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void keepTwoEvents() throws Exception {
    try (SqliteStore store = SqliteStore.open(file())) {
      for (String user : new String[] {"ada", "alan"}) {
        byte[] body = ("{\"user\":\"" + user + "\"}").getBytes(StandardCharsets.UTF_8);
        store
            .accept(
                new NewEvent(
                    "itwin",
                    new DuplicateKey(user, T0),
                    null,
                    "of-" + user,
                    "iModels.iModelCreated.v1",
                    "iModels",
                    "iModels",
                    null,
                    null,
                    T0,
                    null,
                    null,
                    null,
                    body,
                    null))
            .get(60, TimeUnit.SECONDS);
      }
    }
  }

  private Path file() {
    return data.resolve("dromedary.db");
  }

  private int purge(String... arguments) throws Exception {
    Path config = Files.writeString(data.resolve("application.properties"), "");
    String[] all = new String[arguments.length + 5];
    String[] first = {"purge", "--config", config.toString(), "--data", data.toString()};
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(arguments, 0, all, first.length, arguments.length);
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(all);
  }

  private long events() {
    try (SqliteStore store = SqliteStore.open(file())) {
      return store.unrouted();
    }
  }

  @Test
  void aDryRunSaysWhichEventsItWouldBeAndWhatIsOutOfReach() throws Exception {
    assertThat(purge("--field=/user=ada", "--dry-run")).isZero();

    assertThat(out.toString())
        .contains("itwin:of-ada", "found", "Would remove 1 event(s)", "of 2 event(s)")
        .contains("1 event(s) had not been routed", "Out of reach:", "backups")
        .doesNotContain("of-alan");
    assertThat(events()).isEqualTo(2);
  }

  @Test
  void theEventsThatMatchAreRemoved() throws Exception {
    assertThat(purge("--field", "/user=ada")).isZero();

    assertThat(out.toString()).contains("itwin:of-ada", "removed", "Removed 1 event(s)");
    assertThat(events()).isEqualTo(1);
  }

  @Test
  void programsGetALineForEachEventAndOneWithTheResult() throws Exception {
    assertThat(purge("--event", "itwin:of-alan", "--json")).isZero();

    String[] lines = out.toString().strip().split("\\R");
    assertThat(lines).hasSize(2);
    assertThat(lines[0]).contains("itwin:of-alan");
    JsonNode result = new ObjectMapper().readTree(lines[1]);
    assertThat(result.findValue("events").asLong()).isEqualTo(1);
    assertThat(result.findValue("complete").asBoolean()).isTrue();
    assertThat(result.findValue("overwritten").asBoolean()).isTrue();
    assertThat(result.findValue("outOfReach")).isNotEmpty();
  }

  @Test
  void aRequestThatMakesNoSenseIsRefusedAndRemovesNothing() throws Exception {
    assertThat(purge()).isEqualTo(2);
    assertThat(purge("--event", "of-ada", "--field", "/user=ada")).isEqualTo(2);
    assertThat(purge("--field", "email=ada")).isEqualTo(2);

    assertThat(err.toString()).contains("'email' is no field of an event").contains("eventType");
    assertThat(events()).isEqualTo(2);
  }
}
