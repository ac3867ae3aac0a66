package io.dromedary.proof;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** A Kafka broker that can be killed, and started again with what it has on its disk. */
final class KafkaProcess implements AutoCloseable {
  private final Path folder;
  private final int port = freePort();
  private final int controllerPort = freePort();
  private Process process;

  private KafkaProcess(Path folder) throws IOException {
    this.folder = folder;
    this.process = launch();
  }

  /** Starts one with an empty disk, and returns when it answers. */
  static KafkaProcess start(Path folder) throws IOException {
    KafkaProcess started = new KafkaProcess(folder);
    started.awaitAnswer();
    return started;
  }

  private Process launch() throws IOException {
    // What Surefire has put behind the manifest of a jar.
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            List.of(
                java,
                "-Xmx256m",
                "-cp",
                classPath,
                KafkaMain.class.getName(),
                folder.toString(),
                Integer.toString(port),
                Integer.toString(controllerPort)))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
        .start();
  }

  private File log() {
    return folder.resolveSibling(folder.getFileName() + ".log").toFile();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  String brokers() {
    return "127.0.0.1:" + port;
  }

  /** As a power cut ends it. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new AssertionError("the broker does not die");
    }
  }

  void startAgain() throws IOException {
    process = launch();
    awaitAnswer();
  }

  private void awaitAnswer() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .failFast("the broker has ended; see " + log(), () -> !process.isAlive())
          .ignoreExceptions()
          .until(() -> !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
