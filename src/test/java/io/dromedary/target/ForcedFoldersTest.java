package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "it cannot open a folder, and nothing forces one")
class ForcedFoldersTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path base;

  private Path folder(String name) throws Exception {
    return Files.createDirectories(base.resolve(name));
  }

  @Test
  void threadsThatWaitForOneFolderAllReturn() throws Exception {
    ForcedFolders folders = new ForcedFolders(base);
    Path folder = folder("a/b");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> forces = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        forces.add(
            () -> {
              folders.force(folder);
              return true;
            });
      }
      for (Future<Boolean> force : threads.invokeAll(forces, 30, TimeUnit.SECONDS)) {
        assertThat(force.isCancelled()).isFalse();
        assertThat(force.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFolderThatWasRemovedAndMadeAgainIsAnotherOne() throws Exception {
    ForcedFolders folders = new ForcedFolders(base);
    Path folder = folder("a/b");
    folders.force(folder);
    Object before = Files.getAttribute(folder, "unix:ino");
    Files.delete(folder);

    folder("a/b");

    assertThat(Files.getAttribute(folder, "unix:ino"))
        .as("the number of the one that is remembered is not given again")
        .isNotEqualTo(before);
    folders.force(folder);
  }

  @Test
  void moreFoldersThanAreHeldAreForcedAllTheSame() throws Exception {
    ForcedFolders folders = new ForcedFolders(base);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100; i++) {
        folders.force(folder("a/" + i));
      }
    }
    assertThat(folders.held()).isEqualTo(64);
  }

  @Test
  void aFolderThatIsNotThereIsAFailure() {
    assertThatThrownBy(() -> new ForcedFolders(base).force(base.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void anInterruptFailsTheOneItIsForAndNotTheNext() throws Exception {
    ForcedFolders folders = new ForcedFolders(base);
    Path folder = folder("a");
    folders.force(folder);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> folders.force(folder))
        .isInstanceOfAny(ClosedByInterruptException.class, InterruptedIOException.class);

    assertThat(Thread.interrupted()).isTrue();
    folders.force(folder);
  }

  @Test
  void whatIsForgottenIsMetAgain() throws Exception {
    ForcedFolders folders = new ForcedFolders(base);
    folders.force(folder("a"));
    folders.force(folder("b"));
    assertThat(folders.held()).isEqualTo(2);

    folders.forgetAll();

    assertThat(folders.held()).isZero();
    folders.force(folder("a"));
    assertThat(folders.held()).isEqualTo(1);
  }
}
