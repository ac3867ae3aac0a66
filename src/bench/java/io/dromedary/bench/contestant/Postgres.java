package io.dromedary.bench.contestant;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A PostgreSQL server as durable as an installed one. It is started here, not by the library that
 * tests use, since that one cannot give it an environment.
 */
final class Postgres implements AutoCloseable {
  static final String SETTINGS =
      "PostgreSQL 17 with fsync=on, synchronous_commit=on, full_page_writes=on (asserted), else as"
          + " it comes; over TCP on the loopback interface";

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final List<String> DURABLE =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private final Process process;
  private final int port;

  private Postgres(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Whether there is one for this machine. */
  static boolean isThere() {
    return PgBinaryResolver.class.getResource(ARCHIVE) != null;
  }

  /**
   * Makes an empty database and starts its server.
   *
   * @param folder of the contestant, for its data and its log
   */
  static Postgres start(Site site, Path folder) throws Exception {
    Path programs = unpack(site.folder().resolve("postgres-17"));
    Path log = folder.resolve("postgres.txt");
    Path data = folder.resolve("postgres");
    List<String> init = asUser();
    init.addAll(
        List.of(
            programs.resolve("bin/initdb").toString(),
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--pgdata=" + data));
    Launch.run(folder, log, init);
    int port = Site.freePort();
    List<String> run = asUser();
    run.addAll(
        List.of(
            programs.resolve("bin/postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "unix_socket_directories="));
    for (String setting : DURABLE) {
      run.addAll(List.of("-c", setting + "=on"));
    }
    Postgres started = new Postgres(Launch.start(folder, log, site.environment(), run), port);
    try {
      started.await(log);
      return started;
    } catch (IOException | SQLException e) {
      started.close();
      throw e;
    }
  }

  /** User {@code postgres}, no password. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>();
    all.add(process.toHandle());
    process.descendants().forEach(all::add);
    return all;
  }

  @Override
  public void close() {
    Launch.stop(process);
  }

  private void await(Path log) throws IOException, SQLException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Connection connection = DriverManager.getConnection(url() + "?user=postgres")) {
        for (String setting : DURABLE) {
          requireOn(connection, setting);
        }
        return;
      } catch (SQLException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
    throw new IOException("PostgreSQL did not start: " + Files.readString(log));
  }

  private static void requireOn(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("show " + setting)) {
      if (!rows.next() || !rows.getString(1).equals("on")) {
        throw new IllegalStateException(setting + " is off: this would compare nothing");
      }
    }
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own it sees another user. */
  private static List<String> asUser() {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    return command;
  }

  private static synchronized Path unpack(Path to) throws IOException {
    if (Files.isExecutable(to.resolve("bin/postgres"))) {
      return to;
    }
    try (InputStream packed = PgBinaryResolver.class.getResourceAsStream(ARCHIVE)) {
      if (packed == null) {
        throw new IOException("there is no PostgreSQL for this machine in the class path");
      }
      TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)));
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, to.resolve(entry.getName()).normalize());
      }
    }
    return to;
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path to)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(to);
      return;
    }
    Path parent = to.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, to);
    if ((entry.getMode() & 0100) != 0) {
      Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
