package io.dromedary.bench;

import io.dromedary.bench.contestant.Dromedary;
import io.dromedary.bench.load.Arrivals;
import io.dromedary.bench.load.Ids;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table, a folder and a receiver that events are delivered to, and that can be taken down. */
final class Targets implements AutoCloseable {
  private final Path database;
  private final Path archive;
  private final Path aside;
  private final int partnerPort = freePort();
  private final int managementPort = freePort();
  private final Arrivals atPartner;
  private @Nullable PartnerReceiver partner;
  private @Nullable Connection lock;

  private Targets(Path folder, Ids ids) throws IOException {
    database = folder.resolve("warehouse.db");
    archive = folder.resolve("archive");
    aside = folder.resolve("archive-aside");
    atPartner = new Arrivals(ids);
  }

  /** Up. */
  static Targets create(Path folder, Ids ids) throws IOException {
    Targets targets = new Targets(folder, ids);
    Files.createDirectories(targets.archive);
    targets.partner = PartnerReceiver.listen(targets.partnerPort, targets.atPartner);
    return targets;
  }

  Map<String, String> configuration() {
    return Map.of(
        Dromedary.MANAGEMENT,
        Integer.toString(managementPort),
        "dromedary.target.warehouse.url",
        "jdbc:sqlite:" + database,
        "dromedary.target.archive.folder",
        archive.toString(),
        "dromedary.target.partner.url",
        "http://127.0.0.1:" + partnerPort + "/events");
  }

  Backlog backlog() {
    return new Backlog(managementPort);
  }

  /** The table is locked, the folder is none, nobody listens. */
  void takeDown() throws IOException, SQLException {
    PartnerReceiver listening = partner;
    if (listening != null) {
      listening.close();
    }
    Files.move(archive, aside);
    Files.createFile(archive);
    Connection locking =
        DriverManager.getConnection("jdbc:sqlite:" + database + "?busy_timeout=10000");
    lock = locking;
    try (Statement statement = locking.createStatement()) {
      statement.execute("begin immediate");
    }
  }

  void bringUp() throws IOException, SQLException {
    Files.delete(archive);
    Files.move(aside, archive);
    partner = PartnerReceiver.listen(partnerPort, atPartner);
    unlock();
  }

  private void unlock() throws SQLException {
    Connection locking = lock;
    lock = null;
    if (locking != null) {
      locking.close();
    }
  }

  /** How often the partner got an event that it had. */
  long repeats() {
    return atPartner.repeats();
  }

  /** Looks for every id at every target. */
  void requireAll(Ids ids, long from, long to) throws IOException, SQLException {
    atPartner.requireAll("target partner", from, to);
    Arrivals rows = new Arrivals(ids);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select event_id from event")) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    rows.requireAll("target warehouse", from, to);
    Arrivals files = new Arrivals(ids);
    try (Stream<Path> found = Files.walk(archive)) {
      found
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .forEach(name -> files.add(name.substring(0, name.length() - ".json".length())));
    }
    files.requireAll("target archive", from, to);
  }

  @Override
  public void close() throws IOException {
    PartnerReceiver listening = partner;
    if (listening != null) {
      listening.close();
    }
    try {
      unlock();
    } catch (SQLException e) {
      throw new IOException("cannot unlock " + database, e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }
}
