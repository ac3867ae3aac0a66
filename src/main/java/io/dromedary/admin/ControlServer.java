package io.dromedary.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control address: takes commands from the command line on the same machine, from whoever can
 * read the file of the token. HTTP on the loopback interface; {@code POST /v1/<words of the
 * command>} with the parameters as a JSON object, answered by lines of JSON (see {@link
 * NdjsonOutput}).
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final int MAX_RUNNING = 8;
  // More than can run, so that those beyond are told so.
  private static final int THREADS = MAX_RUNNING + 4;
  private static final int MAX_QUEUED = 64;
  private static final Duration END_OF_COMMANDS = Duration.ofSeconds(2);

  static {
    // The only way to bound the time that the JDK's server waits for a request, in seconds.
    if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
      System.setProperty("sun.net.httpserver.maxReqTime", "10");
    }
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Path tokenFile;
  private volatile boolean ending;

  private ControlServer(HttpServer server, Path tokenFile) {
    this.server = server;
    this.tokenFile = tokenFile;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUEUED),
            task -> {
              Thread thread = new Thread(task, "dromedary-control-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Listens on any free port.
   *
   * @param tokenFile is written anew
   * @throws IOException when it cannot listen, or others could read the token
   */
  public static ControlServer start(Path tokenFile, AdminCommands commands) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    try {
      ControlToken token = ControlToken.create(tokenFile);
      ControlServer server = new ControlServer(http, tokenFile);
      server.start(token, commands);
      return server;
    } catch (IOException | RuntimeException e) {
      http.stop(0);
      throw e;
    }
  }

  private void start(ControlToken token, AdminCommands commands) {
    int port = server.getAddress().getPort();
    ControlRequest.Terms terms =
        new ControlRequest.Terms(
            token,
            Set.of("127.0.0.1:" + port, "localhost:" + port),
            commands,
            new Semaphore(MAX_RUNNING),
            () -> ending);
    server.createContext("/", exchange -> answer(exchange, terms));
    server.setExecutor(threads);
    server.start();
  }

  private static void answer(HttpExchange exchange, ControlRequest.Terms terms) {
    try (exchange) {
      new ControlRequest(exchange, terms).answer();
    } catch (IOException e) {
      LOG.debug("A client of the control address has gone", e);
    } catch (RuntimeException | Error e) {
      LOG.error("The control address goes on after an unexpected failure", e);
    }
  }

  /** Where it listens, as host and port. */
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Takes no more commands, and tells those at work to end. Does not wait. */
  public void beginClose() {
    ending = true;
  }

  /** Waits a little for the commands at work, interrupts what is left, and removes the token. */
  @Override
  public void close() {
    beginClose();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(END_OF_COMMANDS.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        threads.awaitTermination(END_OF_COMMANDS.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.stop(0);
      removeToken();
    }
  }

  private void removeToken() {
    try {
      Files.deleteIfExists(tokenFile);
    } catch (IOException e) {
      LOG.warn("Removing the token of the control address: {}", e.getMessage());
    }
  }
}
