package io.dromedary;

import io.dromedary.signature.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Plays one of the providers: signs bodies with the secret of its source and posts them. */
public final class Provider {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String source;
  private final String secret;
  private final int port;

  /**
   * A provider that posts to this machine.
   *
   * @param source {@code itwin} or {@code aps}
   * @param port where callbacks are taken
   */
  public Provider(String source, String secret, int port) {
    this.source = source;
    this.secret = secret;
    this.port = port;
  }

  /** The same provider with another secret. */
  public Provider withSecret(String other) {
    return new Provider(source, other, port);
  }

  /**
   * Posts a signed body to {@code /callbacks/<source>}, with further headers as name, value, ...
   */
  public HttpResponse<String> send(byte[] body, String... headers)
      throws IOException, InterruptedException {
    return sendTo("/callbacks/" + source, body, headers);
  }

  /** Posts a signed body to another path. */
  public HttpResponse<String> sendTo(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = unsigned(path, body);
    new Signer(source, secret).headers(body, "", 0).forEach(request::header);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  /** Posts a body without any signature. */
  public HttpResponse<String> sendUnsigned(byte[] body) throws IOException, InterruptedException {
    return CLIENT.send(unsigned("/callbacks/" + source, body).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder unsigned(String path, byte[] body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
  }
}
