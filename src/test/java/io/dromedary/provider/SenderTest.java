package io.dromedary.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.signature.Signer;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver may answer as it likes: the sender has its answer in bounded time. */
class SenderTest {
  private final CountDownLatch over = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init")
  private ServerSocket receiver;

  /** What a receiver writes to its client. */
  @FunctionalInterface
  private interface Answer {
    void write(Socket client) throws Exception;
  }

  @BeforeEach
  void listen() throws Exception {
    receiver = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws Exception {
    over.countDown();
    receiver.close();
  }

  private void answer(Answer answer) {
    Thread answering =
        new Thread(
            () -> {
              try (Socket client = receiver.accept()) {
                readRequest(client);
                answer.write(client);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    answering.setDaemon(true);
    answering.start();
  }

  /** A socket that is closed with something unread takes back what it has written. */
  private static void readRequest(Socket client) throws IOException {
    StringBuilder request = new StringBuilder();
    while (!request.toString().endsWith("\r\n\r\n{}")) {
      int next = client.getInputStream().read();
      if (next < 0) {
        throw new EOFException("after " + request.length() + " characters of the request");
      }
      request.append((char) next);
    }
  }

  private static void write(Socket client, String text) throws IOException {
    OutputStream out = client.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private Reply send(Duration patience) throws Exception {
    Signer signer = new Signer("itwin", "a-secret-of-at-least-32-characters");
    return new Sender("itwin", signer, Map.of(), false, patience)
        .send(
            URI.create("http://127.0.0.1:" + receiver.getLocalPort() + "/hook"),
            "{}".getBytes(StandardCharsets.UTF_8),
            null)
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerThatStallsAfterItsHeadersIsNotWaitedForForEver() throws Exception {
    answer(
        client -> {
          write(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nso");
          over.await();
        });

    Reply reply = send(Duration.ofSeconds(1));

    assertThat(reply.status()).isNull();
    assertThat(reply.text())
        .isEqualTo("the answer began with status 200 and did not end within 1 s");
    assertThat(reply.time()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whoNeverAnswersIsNotWaitedForForEver() throws Exception {
    answer(client -> over.await());

    Reply reply = send(Duration.ofSeconds(1));

    assertThat(reply.status()).isNull();
    assertThat(reply.text()).isEqualTo("no answer within 1 s");
  }

  @Test
  void theTimeIsThatUntilTheHeaders() throws Exception {
    CompletableFuture<Duration> ended = new CompletableFuture<>();
    long began = System.nanoTime();
    answer(
        client -> {
          write(client, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
          // Nobody counts it down before: this is how long the body lets itself be waited for.
          assertThat(over.await(1, TimeUnit.SECONDS)).isFalse();
          ended.complete(Duration.ofNanos(System.nanoTime() - began));
          write(client, " yes ");
        });

    Reply reply = send(Duration.ofSeconds(15));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("yes");
    assertThat(reply.time()).isLessThan(ended.get());
  }

  @Test
  void ofALongAnswerOnlyTheBeginningIsTaken() throws Exception {
    answer(
        client -> {
          write(client, "HTTP/1.1 500 no\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(400));
          over.await();
        });

    Reply reply = send(Duration.ofSeconds(15));

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.text()).isEqualTo("x".repeat(300));
  }

  @Test
  void anAnswerThatBreaksOffIsNone() throws Exception {
    answer(client -> write(client, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nso"));

    Reply reply = send(Duration.ofSeconds(15));

    assertThat(reply.status()).isNull();
    assertThat(reply.text()).startsWith("the answer broke off: ");
  }
}
