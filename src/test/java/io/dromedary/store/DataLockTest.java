package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dromedary.cli.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One runtime has a data folder, until it ends. */
class DataLockTest {
  private final Path data;

  DataLockTest(@TempDir Path folder) {
    data = folder.resolve("new").resolve("data");
  }

  @Test
  void aSecondRuntimeIsToldWhoHasTheFolder() throws Exception {
    try (DataLock first = DataLock.acquire(data, Duration.ZERO, "--data")) {
      first.announce(Owner.runtime("127.0.0.1:9876", null));

      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> DataLock.acquire(data, Duration.ofMillis(150), "--data"))
          .withMessageContaining(data.toAbsolutePath().toString())
          .withMessageContaining("pid=" + ProcessHandle.current().pid())
          .withMessageContaining("management=127.0.0.1:9876")
          .withMessageContaining("--data");
    }
  }

  @Test
  void whatWasReleasedCanBeTakenAndNamesNoOwner() throws Exception {
    DataLock.acquire(data, Duration.ZERO, "--data").close();

    DataLock.acquire(data, Duration.ZERO, "--data").close();
    assertThat(data.resolve("dromedary.owner")).doesNotExist();
  }

  /** Looks from another process whether a folder is free. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) throws Exception {
      try (DataLock lock = DataLock.tryAcquire(Path.of(arguments[0]), "--data")) {
        System.out.println(lock == null ? "held" : "free");
      }
    }
  }

  private String fromAnotherProcess() throws Exception {
    List<String> classes = ChildProcess.classes();
    try (ChildProcess probe =
        ChildProcess.start(
            List.of(),
            data,
            Map.of(),
            List.of(classes.get(0), classes.get(1), Probe.class.getName()),
            List.of(data.toString()))) {
      assertThat(probe.exitCode(Duration.ofSeconds(30))).as(probe.output()).isZero();
      return probe.output().strip();
    }
  }

  @Test
  void toLookForItInTheProcessThatHasItDoesNotGiveItBack() throws Exception {
    try (DataLock first = DataLock.acquire(data, Duration.ZERO, "--data")) {
      assertThat(first).isNotNull();
      assertThat(DataLock.tryAcquire(data, "--data")).isNull();
      assertThat(DataLock.tryAcquire(data.resolve("..").resolve("data"), "--data")).isNull();

      assertThat(fromAnotherProcess()).isEqualTo("held");
    }
    assertThat(fromAnotherProcess()).isEqualTo("free");
  }
}
