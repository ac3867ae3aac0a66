package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.signature.Signer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callbacks that come while the route that takes them is being replaced. */
@SuppressWarnings("NullAway.Init")
class CallbacksDuringReloadTest {
  private static final SentEvent ISSUE = SentEvent.ofType("issues.issueCreated.v1");
  private static final String ITWIN = "callbacks/itwin.camel.yaml";
  private static final int SENDERS = 8;

  @TempDir private Path folder;
  private RunningDromedary dromedary;
  private EditedRoutes routes;

  @BeforeEach
  void start() throws Exception {
    Path copy = RunningDromedary.copyOfRoutes(folder.resolve("routes"));
    dromedary = RunningDromedary.in(folder).routes(copy).start();
    routes = new EditedRoutes(copy, dromedary.dromedary());
  }

  @AfterEach
  void stop() {
    dromedary.close();
  }

  /** A step of a user's own that takes its time. */
  public static final class Slow implements Processor {
    static volatile CountDownLatch inside = new CountDownLatch(1);
    static volatile CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void process(Exchange exchange) throws Exception {
      inside.countDown();
      assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aBodyThatIsUnderWayGoesToTheRouteThatIsThereWhenItHasArrived() throws Exception {
    byte[] body = ISSUE.body();
    StringBuilder head = new StringBuilder("POST /callbacks/itwin HTTP/1.1\r\nHost: here\r\n");
    new Signer("itwin", RunningDromedary.ITWIN_SECRET)
        .headers(body, "", 0)
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), dromedary.dromedary().port())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
      out.write(body, 0, 10);
      out.flush();

      routes.edit(ITWIN, "httpMethodRestrict: POST", "httpMethodRestrict: POST,PUT");
      routes.awaitGeneration(2);
      out.write(body, 10, body.length - 10);
      out.flush();

      byte[] answer = new byte[15];
      assertThat(socket.getInputStream().readNBytes(answer, 0, 15)).isEqualTo(15);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aRequestInsideTheRouteIsFinishedThereAndThoseBehindItGoToTheNext() throws Exception {
    Slow.inside = new CountDownLatch(1);
    Slow.goOn = new CountDownLatch(1);
    String fast = routes.text(ITWIN);
    routes.write(
        ITWIN,
        fast.replace(
                "- route:", "    - name: slow\n      type: " + Slow.class.getName() + "\n- route:")
            .replace("        - to:", "        - process:\n            ref: slow\n        - to:"));
    routes.awaitGeneration(2);
    ExecutorService senders = Executors.newCachedThreadPool();
    try {
      Callable<HttpResponse<String>> send = () -> dromedary.itwin().send(ISSUE.body());
      Future<HttpResponse<String>> inside = senders.submit(send);
      assertThat(Slow.inside.await(20, TimeUnit.SECONDS)).isTrue();

      routes.write(ITWIN, fast);
      Future<HttpResponse<String>> behind =
          senders.submit(
              () -> dromedary.itwin().send(SentEvent.ofType("forms.formCreated.v1").body()));
      Slow.goOn.countDown();

      assertThat(inside.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(behind.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      routes.awaitGeneration(3);
    } finally {
      senders.shutdownNow();
    }
  }

  @Test
  void noneIsRefusedWhileTheirOwnFileIsEditedAgainAndAgain() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    List<Future<List<Integer>>> sending = new ArrayList<>();
    try {
      for (int i = 0; i < SENDERS; i++) {
        sending.add(
            senders.submit(
                () -> {
                  List<Integer> answers = new ArrayList<>();
                  while (!done.get()) {
                    answers.add(dromedary.itwin().send(ISSUE.body()).statusCode());
                  }
                  return answers;
                }));
      }
      String one = routes.text(ITWIN);
      String other = one.replace("httpMethodRestrict: POST", "httpMethodRestrict: POST,PUT");
      for (int i = 0; i < 10; i++) {
        routes.replace(ITWIN, i % 2 == 0 ? other : one);
        routes.awaitGeneration(i + 2);
      }
    } finally {
      done.set(true);
      senders.shutdown();
    }
    List<Integer> answers = new ArrayList<>();
    for (Future<List<Integer>> sender : sending) {
      answers.addAll(sender.get(20, TimeUnit.SECONDS));
    }
    assertThat(answers).hasSizeGreaterThan(100).containsOnly(200);
  }
}
