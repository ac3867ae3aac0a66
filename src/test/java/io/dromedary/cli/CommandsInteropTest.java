package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.interop.Node;
import io.dromedary.interop.Sides;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands and libraries of others: each takes what the other made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsInteropTest {
  private static final String BODY = "{ \"text\" : \"Brücke 🐪\", \"n\" : 1.50 }\n";

  private final Path folder;

  @SuppressWarnings("NullAway.Init")
  private CommandRun commands;

  @SuppressWarnings("NullAway.Init")
  private Node node;

  CommandsInteropTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  void start() throws IOException {
    node = Node.start();
    List<String> configuration = new ArrayList<>();
    for (Sides sides : Sides.ALL) {
      configuration.add(sides.source() + ".secret=" + sides.secret());
    }
    commands = new CommandRun(folder, configuration.toArray(String[]::new));
    for (Sides sides : Sides.ALL) {
      commands.file("routes/" + sides.source() + ".camel.yaml", sides.routeFile());
    }
  }

  @AfterAll
  void stop() {
    if (node != null) {
      node.close();
    }
  }

  static Stream<Sides> sides() {
    return Sides.all();
  }

  private boolean theyVerify(Sides sides, String body, String headers) throws IOException {
    ObjectNode request =
        sides
            .request(node, "verify")
            .put("body", Node.base64(body.getBytes(StandardCharsets.UTF_8)));
    ObjectNode all = request.putObject("headers");
    headers
        .lines()
        .forEach(line -> all.put(line.replaceFirst(": .*", ""), line.replaceFirst(".*?: ", "")));
    return node.ask(request).path("right").asBoolean();
  }

  @ParameterizedTest
  @MethodSource("sides")
  void whatSignPrintsTheyTakeForRight(Sides sides) throws Exception {
    String file = commands.file("body.json", BODY).toString();

    assertThat(commands.run("sign", sides.source(), file)).isZero();

    assertThat(theyVerify(sides, BODY, commands.out())).isTrue();
    assertThat(theyVerify(sides, BODY.replace("1.50", "1.5"), commands.out())).isFalse();
  }

  @ParameterizedTest
  @MethodSource("sides")
  void whatTheySignVerifyTakesForRight(Sides sides) throws Exception {
    String file = commands.file("body.json", BODY).toString();
    ObjectNode request =
        sides
            .request(node, "sign")
            .put("body", Node.base64(BODY.getBytes(StandardCharsets.UTF_8)))
            .put("id", "msg_1")
            .put("seconds", 1_700_000_000);
    StringBuilder headers = new StringBuilder();
    for (Map.Entry<String, String> header : Node.headers(node.ask(request)).entrySet()) {
      headers.append(header.getKey()).append(": ").append(header.getValue()).append('\n');
    }
    String headerFile = commands.file("headers.txt", headers.toString()).toString();

    assertThat(commands.run("verify", sides.source(), "--any-time", "--headers", headerFile, file))
        .as(commands.out())
        .isZero();
    String changed = commands.file("changed.json", BODY.stripTrailing()).toString();
    assertThat(
            commands.run("verify", sides.source(), "--any-time", "--headers", headerFile, changed))
        .isOne();
    assertThat(commands.out()).contains("[body-newline-lost]");
  }

  @ParameterizedTest
  @MethodSource("sides")
  void whatSendSendsTheirReceiverTakesAndNothingElse(Sides sides) throws Exception {
    String file = commands.file("body.json", BODY).toString();
    int port = node.ask(sides.request(node, "listen")).path("port").asInt();
    String url = "http://127.0.0.1:" + port + "/";

    assertThat(commands.run("send", sides.source(), "--file", file, "--url", url)).isZero();
    assertThat(commands.out()).contains("200 right");
    assertThat(commands.run("send", sides.source(), "--file", file, "--url", url, "--corrupt"))
        .isOne();
    assertThat(commands.out()).contains("401 wrong");
  }
}
