package io.dromedary.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may give commands at the control address, and how they are answered. */
class ControlAddressTest {
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final Path tokenFile;
  private final Counting counting = new Counting();
  private final Endless endless = new Endless();
  private ControlServer server;

  ControlAddressTest(@TempDir Path folder) {
    tokenFile = folder.resolve("token");
  }

  /** Says as many rows as it is asked for, each when it is let. */
  private static final class Counting implements AdminCommand {
    private final CountDownLatch second = new CountDownLatch(1);

    @Override
    public String name() {
      return "count up";
    }

    @Override
    public Set<String> parameters() {
      return Set.of("fail");
    }

    @Override
    public void run(JsonNode request, AdminOutput output)
        throws AdminException, InterruptedException {
      output.row(JsonNodeFactory.instance.objectNode().put("n", 1));
      output.progress(1, 2);
      if (!second.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody has read the first row");
      }
      output.row(JsonNodeFactory.instance.objectNode().put("n", 2));
      if (request.has("fail")) {
        throw new AdminException(AdminException.Kind.NOT_FOUND, "there is no third");
      }
      output.result(JsonNodeFactory.instance.objectNode().put("rows", 2));
    }
  }

  /** Works until it is cancelled. */
  private static final class Endless implements AdminCommand {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public String name() {
      return "work on";
    }

    @Override
    public Set<String> parameters() {
      return Set.of();
    }

    @Override
    public void run(JsonNode request, AdminOutput output) {
      begun.countDown();
      await().atMost(LONGEST).until(output::cancelled);
      ended.countDown();
      output.result(JsonNodeFactory.instance.objectNode().put("early", true));
    }
  }

  /** Keeps what is said. */
  private static final class Heard implements AdminOutput {
    private final List<String> said = new ArrayList<>();
    private final Runnable onProgress;

    Heard(Runnable onProgress) {
      this.onProgress = onProgress;
    }

    @Override
    public void row(JsonNode row) {
      said.add("row " + row);
    }

    @Override
    public void progress(long done, long total) {
      said.add("progress " + done + "/" + total);
      onProgress.run();
    }

    @Override
    public void result(JsonNode summary) {
      said.add("result " + summary);
    }

    @Override
    public boolean cancelled() {
      return false;
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = ControlServer.start(tokenFile, new AdminCommands(List.of(counting, endless)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ControlClient client() {
    return new ControlClient(server.address(), tokenFile);
  }

  private static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The status line and the body that answer a request as it is written here. */
  private String answer(String request) throws IOException {
    String[] address = server.address().split(":", -1);
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String post(String path, String host, String more, String body) throws IOException {
    return answer(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nConnection: close\r\n"
            + more
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private String token() throws IOException {
    return "Authorization: Bearer " + Files.readString(tokenFile) + "\r\n";
  }

  @Test
  void whatACommandSaysArrivesWhileItIsAtWork() throws Exception {
    // The second row comes only when the first one has arrived.
    Heard heard = new Heard(counting.second::countDown);

    client().run("count up", nothing(), heard);

    assertThat(heard.said)
        .containsExactly("row {\"n\":1}", "progress 1/2", "row {\"n\":2}", "result {\"rows\":2}");
  }

  @Test
  void aFailureComesWithItsKindAndSentence() {
    Heard heard = new Heard(counting.second::countDown);

    assertThatExceptionOfType(AdminException.class)
        .isThrownBy(() -> client().run("count up", nothing().put("fail", true), heard))
        .withMessage("there is no third")
        .matches(e -> e.kind() == AdminException.Kind.NOT_FOUND);
    assertThat(heard.said).contains("row {\"n\":2}");
  }

  @Test
  void aParameterThatIsNotKnownIsRefusedBeforeAnythingIsDone() {
    Heard heard = new Heard(() -> {});

    assertThatExceptionOfType(AdminException.class)
        .isThrownBy(() -> client().run("count up", nothing().put("target", "bus"), heard))
        .withMessageContaining("'target'")
        .matches(e -> e.kind() == AdminException.Kind.BAD_REQUEST);
    assertThat(heard.said).isEmpty();
  }

  @Test
  void aCommandThatIsNotKnownIsOfAnotherVersion() {
    assertThatExceptionOfType(AdminException.class)
        .isThrownBy(() -> client().run("dance", nothing(), new Heard(() -> {})))
        .withMessageContaining("'dance'")
        .withMessageContaining("another version");
  }

  @Test
  void withoutTheTokenNothingIsDone() throws Exception {
    for (String shown :
        List.of(
            "",
            "Authorization: Bearer \r\n",
            "Authorization: Bearer " + "A".repeat(43) + "\r\n",
            "Authorization: " + Files.readString(tokenFile) + "\r\n",
            "Authorization: Basic " + Files.readString(tokenFile) + "\r\n")) {
      assertThat(post("/v1/work/on", server.address(), shown, "{}")).startsWith("HTTP/1.1 401");
    }
    assertThat(endless.begun.getCount()).isEqualTo(1);
  }

  @Test
  void aPageInABrowserIsRefusedEvenWithTheToken() throws Exception {
    assertThat(post("/v1/work/on", "evil.example", token(), "{}")).startsWith("HTTP/1.1 403");
    String origin = token() + "Origin: http://" + server.address() + "\r\n";
    assertThat(post("/v1/work/on", server.address(), origin, "{}"))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("Access-Control");
    assertThat(endless.begun.getCount()).isEqualTo(1);
  }

  @Test
  void whatIsNotACommandIsRefused() throws Exception {
    String here = server.address();
    assertThat(post("/v1/count/up", here, token(), "{")).startsWith("HTTP/1.1 400");
    assertThat(post("/v1/count/up", here, token(), "[]")).contains("must be a JSON object");
    assertThat(post("/v1/nothing", here, token(), "{}")).startsWith("HTTP/1.1 404");
    assertThat(post("/count/up", here, token(), "{}")).startsWith("HTTP/1.1 404");
    assertThat(post("/v1/count/up", here, token(), "x".repeat((1 << 20) + 1)))
        .startsWith("HTTP/1.1 413");
    assertThat(
            answer(
                "GET /v1/count/up HTTP/1.1\r\nConnection: close\r\nHost: "
                    + here
                    + "\r\n"
                    + token()
                    + "\r\n"))
        .startsWith("HTTP/1.1 405")
        .containsIgnoringCase("Allow: POST");
  }

  @Test
  void theTokenIsForItsOwnerOnlyAndNewAtEachStart() throws Exception {
    String first = Files.readString(tokenFile);
    assertThat(first).hasSizeGreaterThanOrEqualTo(43);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokenFile)))
        .isEqualTo("rw-------");

    server.close();
    assertThat(tokenFile).doesNotExist();

    Files.writeString(tokenFile, "left behind, and readable by everyone");
    start();
    assertThat(Files.readString(tokenFile)).isNotEqualTo(first).doesNotContain("left");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokenFile)))
        .isEqualTo("rw-------");
  }

  @Test
  void aClientThatGoesAwayEndsItsCommand() throws Exception {
    String[] address = server.address().split(":", -1);
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      String request = "POST /v1/work/on HTTP/1.1\r\nHost: " + server.address() + "\r\n" + token();
      socket
          .getOutputStream()
          .write((request + "Content-Length: 2\r\n\r\n{}").getBytes(StandardCharsets.ISO_8859_1));
      assertThat(endless.begun.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(endless.ended.getCount()).isEqualTo(1);
    }
    assertThat(endless.ended.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theEndOfTheServerEndsItsCommandsAndTakesNoMore() throws Exception {
    Heard heard = new Heard(() -> {});
    CompletableFuture<Void> call =
        CompletableFuture.runAsync(
            () -> {
              try {
                client().run("work on", nothing(), heard);
              } catch (AdminException | ControlUnreachableException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(endless.begun.await(20, TimeUnit.SECONDS)).isTrue();

    server.beginClose();
    assertThatExceptionOfType(ControlUnreachableException.class)
        .isThrownBy(() -> client().run("work on", nothing(), new Heard(() -> {})));
    call.get(20, TimeUnit.SECONDS);
    assertThat(heard.said).containsExactly("result {\"early\":true}");

    server.close();
    Files.writeString(tokenFile, "any");
    assertThatExceptionOfType(ControlUnreachableException.class)
        .isThrownBy(() -> client().run("work on", nothing(), new Heard(() -> {})))
        .withMessageContaining("nothing answers");
  }

  @Test
  void manyCommandsAtOnceAreRefusedWithASentence() throws Exception {
    List<Socket> clients = new ArrayList<>();
    String[] address = server.address().split(":", -1);
    String request =
        "POST /v1/work/on HTTP/1.1\r\nHost: "
            + server.address()
            + "\r\n"
            + token()
            + "Content-Length: 2\r\n\r\n{}";
    try {
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
        clients.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        // The head of the answer: it has begun.
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      assertThat(post("/v1/work/on", server.address(), token(), "{}"))
          .startsWith("HTTP/1.1 429")
          .contains("too many commands");
    } finally {
      for (Socket socket : clients) {
        socket.close();
      }
    }
  }
}
