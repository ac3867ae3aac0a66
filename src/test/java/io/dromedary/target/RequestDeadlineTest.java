package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
  private final ServerSocket server;
  private final CountDownLatch closed = new CountDownLatch(1);

  RequestDeadlineTest() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    closed.countDown();
    server.close();
  }

  private void answers(String head, String drip) {
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                while (!drip.isEmpty() && !closed.await(50, TimeUnit.MILLISECONDS)) {
                  socket.getOutputStream().write(drip.getBytes(StandardCharsets.UTF_8));
                }
                closed.await(20, TimeUnit.SECONDS);
              } catch (IOException e) {
                closed.countDown(); // the client has gone
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "dripping-partner");
    thread.setDaemon(true);
    thread.start();
  }

  private int status(Duration deadline) throws IOException {
    try (CloseableHttpClient client =
        HttpClientBuilder.create()
            .disableAutomaticRetries()
            .addExecInterceptorFirst("deadline", new RequestDeadline(Timeout.of(deadline)))
            .build()) {
      HttpGet get = new HttpGet("http://127.0.0.1:" + server.getLocalPort() + "/");
      return client.execute(get, response -> response.getCode());
    }
  }

  @Test
  void anAnswerWhoseHeadDripsIsCutThoughNoReadIsSlow() throws Exception {
    answers("HTTP/1.1 200 OK\r\nX-Drip: ", ".");

    long began = System.nanoTime();
    assertThatThrownBy(() -> status(Duration.ofMillis(500))).isInstanceOf(IOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(500), Duration.ofSeconds(10));
    assertThat(closed.await(10, TimeUnit.SECONDS)).as("the connection is closed").isTrue();
  }

  @Test
  void anAnswerInTimeIsNotTouched() throws IOException {
    answers("HTTP/1.1 204 No Content\r\n\r\n", "");

    assertThat(status(Duration.ofSeconds(10))).isEqualTo(204);
  }
}
