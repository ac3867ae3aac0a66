package io.dromedary.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures durable accepts a second at 64 connections: Dromedary on SQLite, a hand-written Camel
 * route with one SQL insert an event, and, where one is named, an earlier Dromedary. Each in a
 * process of its own with the same options, from an empty database, in turns; the ids in the
 * database are counted after each round.
 *
 * <p>System properties: {@code bench.before} names the runnable jar of the earlier Dromedary;
 * {@code bench.warehouse=true} delivers each event to an SQLite warehouse while it accepts.
 */
final class AcceptBenchmark {
  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = 6;
  private static final int WARM_UP = 60_000;
  private static final int REQUESTS = 30_000;
  private static final String SECRET =
      "4eb25d308ef2a9722ffbd7a2b7e5026f9d1f2feaca5999611d4ef8692b1ad70d";
  private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC");

  private static final boolean WAREHOUSE = Boolean.getBoolean("bench.warehouse");

  private final Path jar;
  private final PrintStream out;

  private AcceptBenchmark(Path jar, PrintStream out) {
    this.jar = jar;
    this.out = out;
  }

  /**
   * Runs it all and prints a table.
   *
   * @param arguments the runnable jar
   */
  public static void main(String[] arguments) throws Exception {
    new AcceptBenchmark(Path.of(arguments[0]), System.out).run();
  }

  private interface Contestant {
    List<String> command(int port, Path data) throws IOException;

    String database();
  }

  private void run() throws Exception {
    out.printf(
        "%s %s, Java %s, %d cores; an fsync of 4 KiB takes %.3f ms here (median)%n",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        fsyncMillis());
    out.printf(
        "%d connections, %d requests a round after %d to warm up, synchronous=FULL, JVM %s%n%n",
        CONNECTIONS, REQUESTS, WARM_UP, JVM);
    Map<String, Contestant> contestants = new LinkedHashMap<>();
    contestants.put("dromedary", dromedary(jar));
    String before = System.getProperty("bench.before", "");
    if (!before.isEmpty()) {
      contestants.put("before", dromedary(Path.of(before)));
    }
    contestants.put("hand-written", handWritten());
    Map<String, Server> servers = new LinkedHashMap<>();
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Contestant> contestant : contestants.entrySet()) {
        servers.put(contestant.getKey(), start(contestant.getValue()));
      }
      out.printf(
          "%-14s %5s %12s %10s %10s %10s%n", "", "round", "accepts/s", "p50 ms", "p99 ms", "max ms");
      for (int round = 1; round <= ROUNDS; round++) {
        // Each comes as often behind one of the others as in front of it.
        List<Map.Entry<String, Server>> turn = new ArrayList<>(servers.entrySet());
        if (round % 2 == 0) {
          Collections.reverse(turn);
        }
        for (Map.Entry<String, Server> server : turn) {
          Load.Result result = server.getValue().run(REQUESTS);
          rates.computeIfAbsent(server.getKey(), name -> new ArrayList<>()).add(result.perSecond());
          out.printf(
              "%-14s %5d %12.0f %10.2f %10.2f %10.2f%n",
              server.getKey(),
              round,
              result.perSecond(),
              result.millis(0.5),
              result.millis(0.99),
              result.millis(1));
        }
      }
    } finally {
      for (Server server : servers.values()) {
        server.stop();
      }
    }
    double dromedary = median(rates.getOrDefault("dromedary", List.of()));
    out.printf("%n%-14s %12s %10s%n", "median of", "accepts/s", "dromedary is");
    rates.forEach(
        (name, each) ->
            out.printf("%-14s %12.0f %9.2fx%n", name, median(each), dromedary / median(each)));
  }

  private static Contestant dromedary(Path jar) {
    return new Contestant() {
      @Override
      public List<String> command(int port, Path data) throws IOException {
        Path config = data.resolve("application.properties");
        Files.writeString(
            config,
            "itwin.secret="
                + SECRET
                + "\ndromedary.host=127.0.0.1\n"
                + "dromedary.target.warehouse.enabled="
                + WAREHOUSE
                + "\n"
                + "dromedary.target.archive.enabled=false\n");
        return List.of(
            "-jar",
            jar.toString(),
            "run",
            "--config",
            config.toString(),
            "--data",
            data.toString(),
            "--port",
            Integer.toString(port),
            "--management-port",
            "0");
      }

      @Override
      public String database() {
        return "dromedary.db";
      }
    };
  }

  private static Contestant handWritten() {
    return new Contestant() {
      @Override
      public List<String> command(int port, Path data) {
        return List.of(
            "-cp",
            System.getProperty("java.class.path"),
            HandWrittenRoute.class.getName(),
            Integer.toString(port),
            data.resolve(database()).toString(),
            SECRET);
      }

      @Override
      public String database() {
        return "hand-written.db";
      }
    };
  }

  private Server start(Contestant contestant) throws Exception {
    Path data = Files.createTempDirectory("dromedary-bench-");
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(contestant.command(port, data));
    Path log = data.resolve("output.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Server server = new Server(process, port, data.resolve(contestant.database()), log);
    try {
      awaitPort(process, port, log);
      server.run(WARM_UP);
      return server;
    } catch (IOException | SQLException | RuntimeException e) {
      server.stop();
      throw e;
    }
  }

  /** A contestant that runs. */
  private static final class Server {
    private final Process process;
    private final int port;
    private final Path database;
    private final Path log;
    private long sent;

    Server(Process process, int port, Path database, Path log) {
      this.process = process;
      this.port = port;
      this.database = database;
      this.log = log;
    }

    Load.Result run(int requests) throws IOException, SQLException {
      Load.Result result = new Load(port, CONNECTIONS, SECRET).run(requests);
      sent += requests;
      long kept = count(database);
      if (result.refused() > 0 || kept != sent) {
        throw new IllegalStateException(
            result.refused() + " refused, " + kept + " of " + sent + " kept; see " + log);
      }
      return result;
    }

    void stop() throws InterruptedException {
      process.destroy();
      process.waitFor(30, TimeUnit.SECONDS);
    }
  }

  private static void awaitPort(Process server, int port, Path log) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < deadline && server.isAlive()) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (answers(probe)) {
          return;
        }
      } catch (IOException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
    throw new IllegalStateException("the server did not start: " + Files.readString(log));
  }

  /** Not 503, which says that the routes are not up yet. */
  private static boolean answers(Socket socket) throws IOException {
    socket.setSoTimeout(2000);
    socket
        .getOutputStream()
        .write("GET /callbacks/itwin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    if (answer.endsWith("405")) {
      return true;
    }
    throw new IOException("not up yet: " + answer);
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private static long count(Path database) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from event")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private static double fsyncMillis() throws IOException {
    Path file = Files.createTempFile("dromedary-bench-", ".fsync");
    double[] millis = new double[200];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] block = new byte[4096];
      for (int i = 0; i < millis.length; i++) {
        channel.write(ByteBuffer.wrap(block));
        long began = System.nanoTime();
        channel.force(false);
        millis[i] = (System.nanoTime() - began) / 1e6;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(millis);
    return millis[millis.length / 2];
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}
