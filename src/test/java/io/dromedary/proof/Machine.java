package io.dromedary.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** What a figure was measured on. */
final class Machine {
  private static final int SYNCS = 500;

  private Machine() {}

  /** Writes down all of it. */
  static void describe(Path folder) throws IOException, SQLException {
    Figures.measured("machine.cpu", field(Path.of("/proc/cpuinfo"), "model name", ':'));
    Figures.measured("machine.cores", Runtime.getRuntime().availableProcessors());
    Figures.measured(
        "machine.os",
        field(Path.of("/etc/os-release"), "PRETTY_NAME", '=').replace("\"", "")
            + ", kernel "
            + System.getProperty("os.version"));
    Figures.measured("machine.fileSystem", Files.getFileStore(folder).type());
    Figures.measured(
        "machine.jdk",
        System.getProperty("java.vm.vendor") + " " + System.getProperty("java.runtime.version"));
    Figures.measured("store.sqlite", sqliteVersion());
    long[] nanos = syncs(folder);
    Figures.measured("fsync.median", millis(nanos[nanos.length / 2]));
    Figures.measured("fsync.p99", millis(nanos[nanos.length * 99 / 100]));
    Figures.measured("fsync.count", nanos.length);
  }

  private static String field(Path file, String name, char separator) throws IOException {
    if (!Files.isReadable(file)) {
      return System.getProperty("os.name");
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(separator) + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static String sqliteVersion() throws SQLException {
    try (java.sql.Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select sqlite_version()")) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** How long each of some syncs takes, sorted: a page is appended, then forced to the disk. */
  private static long[] syncs(Path folder) throws IOException {
    long[] nanos = new long[SYNCS];
    Path file = folder.resolve("syncs");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < SYNCS; i++) {
        channel.write(ByteBuffer.allocate(4096));
        long began = System.nanoTime();
        channel.force(false);
        nanos[i] = System.nanoTime() - began;
      }
    }
    Files.delete(file);
    Arrays.sort(nanos);
    return nanos;
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }
}
