package io.dromedary.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The libraries in src/test/node, in a process of Node that is asked one thing after the other. */
public final class Node implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FOLDER = Path.of("src", "test", "node");

  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;

  private Node(Process process) {
    this.process = process;
    this.answers = process.inputReader();
    this.requests = process.outputWriter();
  }

  /** Starts it. Where Node or a library is missing, the test is skipped; with CI=true it fails. */
  public static Node start() throws IOException {
    for (String library : new String[] {"standardwebhooks", "@octokit/webhooks"}) {
      if (!Files.isDirectory(FOLDER.resolve("node_modules").resolve(library))) {
        missing("the npm package " + library, "npm ci --prefix src/test/node");
      }
    }
    Process process = null;
    try {
      process =
          new ProcessBuilder("node", "interop.mjs")
              .directory(FOLDER.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      missing("Node", "apt-get install nodejs npm (any Node from 18 on)");
      throw e;
    }
    Node node = new Node(process);
    assertThat(node.answer().path("ready").asBoolean()).isTrue();
    return node;
  }

  private static void missing(String what, String command) {
    String message = "%s is missing; to install it: %s".formatted(what, command);
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(message);
    }
    abort(message);
  }

  public ObjectNode request(String operation, String library, String secret) {
    return JSON.createObjectNode()
        .put("op", operation)
        .put("library", library)
        .put("secret", secret);
  }

  public JsonNode ask(ObjectNode request) throws IOException {
    requests.write(request + "\n");
    requests.flush();
    JsonNode answer = answer();
    assertThat(answer.path("error").asText()).isEmpty();
    return answer;
  }

  private JsonNode answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new AssertionError("Node has ended: see what it wrote to standard error");
    }
    return JSON.readTree(line);
  }

  public static String base64(byte[] body) {
    return Base64.getEncoder().encodeToString(body);
  }

  public static Map<String, String> headers(JsonNode answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    answer
        .path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    return headers;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
