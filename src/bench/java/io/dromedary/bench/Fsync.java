package io.dromedary.bench;

import io.dromedary.bench.report.Spread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What it costs on this machine to have 4 KiB on the disk. */
final class Fsync {
  private static final int TIMES = 200;
  private static final int BLOCK = 4096;

  private Fsync() {}

  /**
   * Prints the median in milliseconds.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException {
    System.out.println(millis(Path.of(arguments[0])).median());
  }

  /** Milliseconds, in a file of this folder. */
  static Spread millis(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.createTempFile(folder, "fsync-", ".part");
    double[] millis = new double[TIMES];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] block = new byte[BLOCK];
      for (int i = 0; i < TIMES; i++) {
        channel.write(ByteBuffer.wrap(block));
        long began = System.nanoTime();
        channel.force(false);
        millis[i] = (System.nanoTime() - began) / 1e6;
      }
    } finally {
      Files.delete(file);
    }
    return Spread.of(millis);
  }
}
