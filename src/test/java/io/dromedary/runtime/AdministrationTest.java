package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminOutput;
import io.dromedary.store.DataLock;
import io.dromedary.store.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command finds the store: in the process that owns it, or in its file. */
class AdministrationTest {
  private final Path folder;
  private final RunningDromedary.Setup setup;

  AdministrationTest(@TempDir Path folder) {
    this.folder = folder;
    this.setup = RunningDromedary.in(folder);
  }

  /** Keeps what is said. */
  private static final class Heard implements AdminOutput {
    private final List<String> rows = new ArrayList<>();
    private JsonNode result = JsonNodeFactory.instance.missingNode();

    @Override
    public void row(JsonNode row) {
      rows.add(
          row.path("table").asText()
              + " "
              + row.path("state").asText()
              + " "
              + row.path("count").asLong());
    }

    @Override
    public void progress(long done, long total) {}

    @Override
    public void result(JsonNode summary) {
      result = summary;
    }

    @Override
    public boolean cancelled() {
      return false;
    }
  }

  private Heard info() throws Exception {
    Heard heard = new Heard();
    new Administration(setup.settings())
        .run("store info", JsonNodeFactory.instance.objectNode(), heard);
    return heard;
  }

  private Heard backup(Path file) throws Exception {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("file", file.toString());
    Heard heard = new Heard();
    new Administration(setup.settings()).run("store backup", request, heard);
    return heard;
  }

  private Heard restore(Path file, boolean force) throws Exception {
    Heard heard = new Heard();
    Instant now = Instant.parse("2026-02-03T04:05:06Z");
    new Restoration(setup.settings(), Clock.fixed(now, ZoneOffset.UTC)).run(file, force, heard);
    return heard;
  }

  @Test
  void whileItRunsAndAfterwardsTheSameIsSaid() throws Exception {
    Heard running;
    try (RunningDromedary dromedary = setup.start()) {
      for (SentEvent event : SentEvent.oneOfEachType().subList(0, 5)) {
        dromedary.itwin().send(event.body());
      }
      dromedary.awaitDelivered();
      Owner owner = Owner.read(setup.data());
      assertThat(owner).extracting(Owner::control).asString().startsWith("127.0.0.1:");
      assertThat(setup.data().resolve("dromedary.token")).isRegularFile();

      running = info();
    }
    assertThat(running.rows).contains("event routed 5", "delivery delivered 10");
    assertThat(running.result.path("location").asText()).endsWith("dromedary.db");
    assertThat(running.result.path("database").asText()).isEqualTo("sqlite");
    assertThat(setup.data().resolve("dromedary.token")).doesNotExist();
    assertThat(setup.data().resolve("dromedary.owner")).doesNotExist();

    assertThat(info().rows).isEqualTo(running.rows);
    assertThat(setup.data().resolve("dromedary.owner")).doesNotExist();
  }

  @Test
  void whereThereIsNoStoreNoneIsMade() {
    assertThatExceptionOfType(AdminException.class)
        .isThrownBy(this::info)
        .withMessageContaining("there is no store")
        .withMessageContaining(setup.data().toAbsolutePath().toString());
    assertThat(setup.data()).doesNotExist();
  }

  @Test
  void whatTookTheFolderAndTakesNoCommandsIsNamed() throws Exception {
    setup.start().close();
    try (DataLock lock = DataLock.acquire(setup.data(), java.time.Duration.ZERO, "--data")) {
      lock.announce(Owner.command("store backup"));

      assertThatExceptionOfType(AdminException.class)
          .isThrownBy(this::info)
          .withMessageContaining("command=store backup")
          .withMessageContaining("pid=" + ProcessHandle.current().pid())
          .withMessageContaining("when that is done");
    }
  }

  @Test
  void aBackupOfARunningStoreIsRestoredAndWhatWasThereIsPutAside() throws Exception {
    Path backup = folder.resolve("backup.db");
    try (RunningDromedary dromedary = setup.start()) {
      List<SentEvent> events = SentEvent.oneOfEachType();
      dromedary.itwin().send(events.get(0).body());
      dromedary.awaitDelivered();
      assertThat(backup(backup).rows).contains("event routed 1");
      dromedary.itwin().send(events.get(1).body());
      dromedary.awaitDelivered();

      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> restore(backup, true))
          .withMessageContaining("belongs to a Dromedary that is running");
    }
    assertThatExceptionOfType(AdminException.class)
        .isThrownBy(() -> restore(backup, false))
        .withMessageContaining("--force");
    assertThat(info().rows).contains("event routed 2");

    Heard restored = restore(backup, true);

    Path aside = setup.data().resolve("dromedary.db.replaced-20260203T040506Z");
    assertThat(restored.result.path("aside").asText()).isEqualTo(aside.toAbsolutePath().toString());
    assertThat(aside).isRegularFile();
    assertThat(info().rows).contains("event routed 1");
    try (RunningDromedary dromedary = setup.start()) {
      assertThat(dromedary.stored().events()).hasSize(1);
    }
  }

  @Test
  void aBackupIsRestoredIntoANewFolderToo() throws Exception {
    Path backup = folder.resolve("backup.db");
    try (RunningDromedary dromedary = setup.start()) {
      dromedary.itwin().send(SentEvent.oneOfEachType().get(0).body());
      dromedary.awaitDelivered();
      backup(backup);
    }
    RunningDromedary.Setup other = RunningDromedary.in(folder.resolve("other"));
    Files.createDirectories(folder.resolve("other"));
    Heard heard = new Heard();

    new Restoration(other.settings(), Clock.systemUTC()).run(backup, false, heard);

    assertThat(heard.rows).contains("event routed 1");
    assertThat(heard.result.has("aside")).isFalse();
    try (RunningDromedary dromedary = other.start()) {
      assertThat(dromedary.stored().events()).hasSize(1);
    }
  }

  @Test
  void aDamagedBackupLeavesTheStoreAsItWas() throws Exception {
    setup.start().close();
    byte[] before = Files.readAllBytes(setup.settings().storeFile());
    Path damaged = Files.writeString(folder.resolve("damaged.db"), "x".repeat(9000));

    assertThatExceptionOfType(AdminException.class)
        .isThrownBy(() -> restore(damaged, true))
        .withMessageContaining("damaged.db")
        .withMessageContaining("as it was");
    assertThat(Files.readAllBytes(setup.settings().storeFile())).isEqualTo(before);
    try (var files = Files.list(setup.data())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("restored") || name.contains("replaced"));
    }
  }
}
