package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
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
    try (DataLock first = DataLock.acquire(data, Duration.ZERO)) {
      first.announce(Owner.runtime("127.0.0.1:9876", null));

      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> DataLock.acquire(data, Duration.ofMillis(150)))
          .withMessageContaining(data.toAbsolutePath().toString())
          .withMessageContaining("pid=" + ProcessHandle.current().pid())
          .withMessageContaining("management=127.0.0.1:9876")
          .withMessageContaining("--data");
    }
  }

  @Test
  void whatWasReleasedCanBeTakenAndNamesNoOwner() throws Exception {
    DataLock.acquire(data, Duration.ZERO).close();

    DataLock.acquire(data, Duration.ZERO).close();
    assertThat(data.resolve("dromedary.owner")).doesNotExist();
  }
}
