package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.admin.AdminException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;

/** Has a command run by the process that owns the store. Thread-safe. */
public final class ControlClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String address;
  private final Path tokenFile;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .proxy(HttpClient.Builder.NO_PROXY)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @param address as the owner has announced it
   * @param tokenFile that the owner has written
   */
  public ControlClient(String address, Path tokenFile) {
    this.address = address;
    this.tokenFile = tokenFile;
  }

  /**
   * Returns when the command has ended; what it says comes to {@code output} as it is said.
   *
   * @throws AdminException when it was refused or failed
   * @throws ControlUnreachableException when nothing was done, and may be possible in a moment
   */
  public void run(String command, JsonNode request, AdminOutput output)
      throws AdminException, ControlUnreachableException, InterruptedException {
    HttpResponse<InputStream> response = send(command, request);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      if (response.statusCode() == 401 || response.statusCode() == 503) {
        // It has just been started anew, or ends.
        throw new ControlUnreachableException(
            "it answers " + response.statusCode() + " " + lines.readLine(), null);
      }
      boolean ended = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ended |= !line.isEmpty() && pass(MAPPER.readTree(line), output);
        if (output.cancelled()) {
          return;
        }
      }
      if (!ended) {
        throw new IOException("its answer has no end");
      }
    } catch (IOException e) {
      throw new AdminException(
          Kind.FAILED,
          "the Dromedary that runs ("
              + address
              + ") broke off: "
              + e.getMessage()
              + ". Its log has more; how far '"
              + command
              + "' came is not known",
          e);
    }
  }

  private HttpResponse<InputStream> send(String command, JsonNode request)
      throws AdminException, ControlUnreachableException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(
                URI.create("http://" + address + ControlRequest.PATH + command.replace(' ', '/')))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(request.toString()))
            .build();
    try {
      return http.send(post, BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new ControlUnreachableException("nothing answers at " + address, e);
    } catch (IOException e) {
      throw new AdminException(
          Kind.FAILED,
          "the Dromedary that runs ("
              + address
              + ") does not answer: "
              + e
              + ". Whether '"
              + command
              + "' was begun is not known",
          e);
    }
  }

  private String token() throws AdminException, ControlUnreachableException {
    try {
      String token = ControlToken.read(tokenFile);
      if (token == null) {
        throw new ControlUnreachableException("there is no token in " + tokenFile, null);
      }
      return token;
    } catch (AccessDeniedException e) {
      throw new AdminException(
          Kind.FAILED,
          "a Dromedary runs here, and this user may not read "
              + tokenFile.toAbsolutePath()
              + "; run the command as the user that it runs as",
          e);
    } catch (IOException e) {
      throw new AdminException(
          Kind.FAILED, "reading the token of the Dromedary that runs: " + e.getMessage(), e);
    }
  }

  /** Whether this was the last line. */
  private static boolean pass(JsonNode line, AdminOutput output) throws AdminException {
    Iterator<String> kinds = line.fieldNames();
    String kind = kinds.hasNext() ? kinds.next() : "";
    JsonNode value = line.path(kind);
    switch (kind) {
      case "row" -> output.row(value);
      case "progress" -> output.progress(value.path("done").asLong(), value.path("total").asLong());
      case "result" -> output.result(value);
      case "error" ->
          throw new AdminException(
              Kind.of(value.path("kind").asText()), value.path("message").asText());
      default -> {
        // Of a newer version, beside what is known.
      }
    }
    return kind.equals("result");
  }
}
