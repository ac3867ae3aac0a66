package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file system of a few megabytes in memory; only root can make one. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts it on a folder, which is made; null when we may not. */
  static @Nullable SmallDisk mount(Path folder, int megabytes) throws IOException {
    Files.createDirectories(folder);
    return run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "proof", folder.toString())
        ? new SmallDisk(folder)
        : null;
  }

  private static boolean run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.onExit().orTimeout(20, TimeUnit.SECONDS).join().exitValue() == 0;
  }

  /** Fills it with something else, up to the last byte. */
  void fill() throws IOException {
    leave(0);
  }

  /** Fills it with something else, but for some bytes. */
  void leave(long bytes) throws IOException {
    byte[] page = new byte[4096];
    try (OutputStream filler = Files.newOutputStream(folder.resolve("filler"))) {
      while (Files.getFileStore(folder).getUsableSpace() > bytes) {
        filler.write(page);
      }
    }
  }

  /** Frees it again. */
  void free() throws IOException {
    Files.delete(folder.resolve("filler"));
  }

  @Override
  public void close() throws IOException {
    assertThat(run("umount", folder.toString())).as("unmounted").isTrue();
  }
}
