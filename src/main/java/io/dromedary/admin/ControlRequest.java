package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.dromedary.admin.AdminException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request to the control address: refused, or answered line by line while its command runs. */
final class ControlRequest {
  static final String PATH = "/v1/";
  static final String LINES = "application/x-ndjson";

  private static final int MAX_BODY = 1 << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What every request is measured by. */
  record Terms(
      ControlToken token,
      Set<String> hosts,
      AdminCommands commands,
      Semaphore running,
      BooleanSupplier ending) {}

  private final HttpExchange exchange;
  private final Terms terms;

  ControlRequest(HttpExchange exchange, Terms terms) {
    this.exchange = exchange;
    this.terms = terms;
  }

  /** Answers it; a client that has gone is nobody's failure. */
  void answer() throws IOException {
    // Read in any case: else the client may not see the answer for its own unsent bytes.
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readNBytes(MAX_BODY + 1);
    }
    if (refusedAsForeign()) {
      return;
    }
    String path = exchange.getRequestURI().getPath();
    String name = path.startsWith(PATH) ? path.substring(PATH.length()).replace('/', ' ') : "";
    if (!terms.commands().has(name)) {
      refuse(
          404,
          "the Dromedary that runs has no command '"
              + name
              + "'; it is of another version: use the command line of that one, or restart it");
    } else if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      refuse(405, "a command is sent by POST");
    } else if (body.length > MAX_BODY) {
      refuse(413, "a request has at most " + MAX_BODY + " bytes");
    } else if (terms.ending().getAsBoolean()) {
      refuse(503, "the Dromedary that runs is about to end");
    } else if (!terms.running().tryAcquire()) {
      refuse(429, "too many commands are at work; try again when one of them is done");
    } else {
      try {
        run(name, body);
      } finally {
        terms.running().release();
      }
    }
  }

  /**
   * A page in a browser of this machine can send requests here under a name of its own, but cannot
   * help to say so.
   */
  private boolean refusedAsForeign() throws IOException {
    Headers headers = exchange.getRequestHeaders();
    String host = headers.getFirst("Host");
    if (host == null || !terms.hosts().contains(host) || headers.containsKey("Origin")) {
      refuse(403, "this address is for the command line on the same machine only");
      return true;
    }
    if (!terms.token().isShownBy(headers.getFirst("Authorization"))) {
      refuse(401, "the token is not that of this start");
      return true;
    }
    return false;
  }

  private void run(String name, byte[] body) throws IOException {
    JsonNode request = parse(body);
    if (request == null) {
      refuse(400, "the request is not JSON");
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", LINES);
    exchange.sendResponseHeaders(200, 0);
    NdjsonOutput output = new NdjsonOutput(exchange.getResponseBody(), terms.ending());
    try {
      terms.commands().run(name, request, output);
      output.end();
    } catch (AdminException e) {
      output.error(e);
    } catch (InterruptedException e) {
      output.error(
          new AdminException(
              Kind.FAILED, "'" + name + "' was ended early, because the Dromedary that runs ends"));
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable JsonNode parse(byte[] body) {
    if (body.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      return null;
    }
  }

  private void refuse(int status, String message) throws IOException {
    String kind =
        (status == 404 ? Kind.NOT_FOUND : status < 500 ? Kind.BAD_REQUEST : Kind.FAILED).text();
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.set("error", NdjsonOutput.error(kind, message));
    byte[] answer = (line + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", LINES);
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
  }
}
