package io.dromedary.bench.contestant;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Starts and ends processes. */
final class Launch {
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 60;
  private static final Set<String> NOT_YET = Set.of("404", "503");

  private Launch() {}

  static Process start(Path folder, Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process started = builder.start();
    // Who ends the benchmark half way ends its contestants, too.
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroy));
    return started;
  }

  /** Runs a program to its end. */
  static void run(Path folder, Path log, List<String> command)
      throws IOException, InterruptedException {
    int code = start(folder, log, Map.of(), command).waitFor();
    if (code != 0) {
      throw new IOException(
          "%s ended with %d: %s".formatted(String.join(" ", command), code, Files.readString(log)));
    }
  }

  /** Waits until a POST is answered otherwise than with 404 or 503, which say not yet. */
  static void awaitAnswer(Process process, int port, String path, Path log) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline && process.isAlive()) {
      if (answers(port, path)) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new IOException("the receiver did not start: " + Files.readString(log));
  }

  private static boolean answers(int port, String path) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(2000);
      String post =
          "POST "
              + path
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
      socket.getOutputStream().write(post.getBytes(StandardCharsets.US_ASCII));
      byte[] begin = socket.getInputStream().readNBytes(12);
      return begin.length == 12
          && !NOT_YET.contains(new String(begin, 9, 3, StandardCharsets.US_ASCII));
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Asks a process to end, and ends it when it does not. */
  static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
