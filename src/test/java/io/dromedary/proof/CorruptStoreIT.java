package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A store file that is damaged: the start fails with a sentence, and the file is left as it is, and
 * what stands beside it as well. It may be all that is left to repair.
 */
@ExtendWith(Proof.class)
class CorruptStoreIT {
  private static final int EVENTS = 30;

  private final Installation installation;

  CorruptStoreIT(@TempDir(factory = ProofFolder.class) Path folder) throws Exception {
    this.installation = Installation.in(folder);
  }

  private record Content(String digest, long size, FileTime modified) {}

  /** Stopped in order, so that all is in the one file. */
  @BeforeEach
  void fillTheStore() throws Exception {
    Ledger ledger = new Ledger();
    try (ChildProcess child = installation.start()) {
      for (int i = 0; i < EVENTS; i++) {
        assertThat(HonestClient.sendOne(ledger, child.callbackPort(), new Random())).isEqualTo(200);
      }
      child.terminate();
      assertThat(child.exitCode(Duration.ofSeconds(30))).isIn(0, 143);
    }
    assertThat(installation.store()).isNotEmptyFile();
    assertThat(log()).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void theStartFailsWithASentenceAndTouchesNothing(Damage damage) throws Exception {
    damage.to(installation.store());
    assertRefusedUntouched();
    Figures.measured("fault.corrupt", Damage.values().length);
  }

  private enum Damage {
    NO_DATABASE {
      @Override
      void to(RandomAccessFile file) throws IOException {
        file.writeBytes("This was a database once.");
      }
    },
    /** The size of a page, and what follows it. */
    HEADER_WITHOUT_SENSE {
      @Override
      void to(RandomAccessFile file) throws IOException {
        file.seek(16);
        file.writeBytes("\u0003\u0003\u0003\u0003");
      }
    },
    GARBAGE_BEHIND_THE_HEADER {
      @Override
      void to(RandomAccessFile file) throws IOException {
        for (long page = PAGE; page < file.length(); page += PAGE) {
          file.seek(page);
          file.writeBytes("garbage".repeat(500));
        }
      }
    },
    CUT {
      @Override
      void to(RandomAccessFile file) throws IOException {
        file.setLength(PAGE + 100);
      }
    };

    private static final int PAGE = 4096;

    abstract void to(RandomAccessFile file) throws IOException;

    void to(Path store) throws IOException {
      try (RandomAccessFile file = new RandomAccessFile(store.toFile(), "rw")) {
        to(file);
      }
    }
  }

  private Path log() {
    return installation.data().resolve("dromedary.db-wal");
  }

  private void assertRefusedUntouched() throws Exception {
    Map<String, Content> before = contents();
    try (ChildProcess child = installation.start()) {
      assertThat(child.exitCode(Duration.ofSeconds(60))).as(child.output()).isEqualTo(3);
      assertThat(child.output())
          .contains("Dromedary cannot start", "opening the store", "dromedary.db")
          .containsAnyOf("damaged", "not a database", "malformed")
          .contains("Nothing was changed", "restore a copy")
          .doesNotContain("\tat ");
    }
    assertThat(contents()).isEqualTo(before);
  }

  /** The store's files; the lock beside them is not one. */
  private Map<String, Content> contents() throws IOException {
    Map<String, Content> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(installation.data())) {
      for (Path file :
          files.filter(name -> name.getFileName().toString().startsWith("dromedary.db")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        contents.put(
            file.getFileName().toString(),
            new Content(Digest.of(bytes), bytes.length, Files.getLastModifiedTime(file)));
      }
    }
    return contents;
  }
}
