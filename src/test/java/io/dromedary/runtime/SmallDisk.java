package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system that is as small as a test wants it, in memory. */
final class SmallDisk implements AutoCloseable {
  private static final int CAP_SYS_ADMIN = 21;
  private static final int PIECE = 64 * 1024;

  private final Path folder;
  private final Path filler;

  private SmallDisk(Path folder) {
    this.folder = folder;
    this.filler = folder.resolve("filler");
  }

  /** Ends the test, and says what is missing, where nothing may be mounted. */
  static SmallDisk of(int megabytes, Path at) throws IOException {
    if (!mayMount()) {
      abort("mounting a small file system needs Linux and the right CAP_SYS_ADMIN");
    }
    Files.createDirectories(at);
    run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", at.toString());
    return new SmallDisk(at);
  }

  private static boolean mayMount() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("CapEff:")) {
        long rights = Long.parseUnsignedLong(line.replaceAll(".*\\s", ""), 16);
        return (rights >>> CAP_SYS_ADMIN & 1) == 1;
      }
    }
    return false;
  }

  Path folder() {
    return folder;
  }

  long free() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Takes all but so many bytes. */
  void fill(long left) throws IOException {
    Files.deleteIfExists(filler);
    byte[] piece = new byte[PIECE];
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (long take = free() - left; take > 0; take -= piece.length) {
        out.write(piece, 0, (int) Math.min(piece.length, take));
      }
    }
  }

  void giveBack() throws IOException {
    Files.delete(filler);
  }

  @Override
  public void close() throws IOException {
    run("umount", "--lazy", folder.toString());
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().orTimeout(20, TimeUnit.SECONDS).join().exitValue())
        .as("%s: %s", String.join(" ", command), said)
        .isZero();
  }
}
