package io.dromedary.provider;

import io.dromedary.signature.Signer;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Plays a provider: signs bodies and posts them as it does. Thread-safe. */
public final class Sender {
  /** Longer than any provider waits, so that it is seen how late an answer is. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int SHOWN = 300;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String scheme;
  private final Signer signer;
  private final Map<String, String> further;
  private final boolean corrupt;
  private final Duration patience;

  /**
   * A sender.
   *
   * @param scheme the preset whose sender this is
   * @param further headers, which stand over those of the provider
   * @param corrupt whether to sign wrongly
   */
  public Sender(String scheme, Signer signer, Map<String, String> further, boolean corrupt) {
    this(scheme, signer, further, corrupt, PATIENCE);
  }

  Sender(
      String scheme,
      Signer signer,
      Map<String, String> further,
      boolean corrupt,
      Duration patience) {
    this.scheme = scheme;
    this.signer = signer;
    this.further = Map.copyOf(further);
    this.corrupt = corrupt;
    this.patience = patience;
  }

  /** A sender that signs rightly, without further headers. */
  public Sender(String scheme, Signer signer) {
    this(scheme, signer, Map.of(), false);
  }

  /**
   * Signs a body with a fresh id and time, and posts it.
   *
   * @param type of the event, for providers that name it in a header; null when it is not known
   * @throws IllegalArgumentException when the address or a header cannot be sent
   */
  public CompletableFuture<Reply> send(URI to, byte[] body, @Nullable String type) {
    HttpRequest request = request(to, body, type);
    long began = System.nanoTime();
    AtomicReference<@Nullable Reply> headers = new AtomicReference<>();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(
            request,
            answer -> {
              headers.set(new Reply(answer.statusCode(), "", since(began)));
              return new FirstBytes(SHOWN);
            });
    // The request's own time-out ends with the headers; nothing else bounds the body.
    return exchange
        .thenApply(HttpResponse::body)
        .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (beginning, failure) -> {
              Reply begun = headers.get();
              if (failure == null && begun != null) {
                String text = new String(beginning, StandardCharsets.UTF_8).strip();
                return new Reply(begun.status(), text, begun.time());
              }
              exchange.cancel(true);
              return new Reply(null, reason(failure, begun, to), since(began));
            });
  }

  private HttpRequest request(URI to, byte[] body, @Nullable String type) {
    Map<String, String> headers = headers(type);
    String id = "msg_" + UUID.randomUUID();
    long seconds = Instant.now().getEpochSecond();
    headers.putAll(
        corrupt ? signer.wrongHeaders(body, id, seconds) : signer.headers(body, id, seconds));
    further.forEach(
        (name, value) -> {
          headers.keySet().removeIf(name::equalsIgnoreCase);
          headers.put(name, value);
        });
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .timeout(patience)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return request.build();
  }

  /** Those around the signature; docs/contracts.md, sections B1 and C2. */
  private Map<String, String> headers(@Nullable String type) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "dromedary-send");
    if (scheme.equals("aps")) {
      headers.put(
          "x-adsk-delivery-id", "dromedary-send~" + UUID.randomUUID() + "/" + UUID.randomUUID());
    }
    if (scheme.equals("github")) {
      headers.put("X-GitHub-Delivery", UUID.randomUUID().toString());
      if (type != null) {
        headers.put("X-GitHub-Event", type);
      }
    }
    return headers;
  }

  private String reason(Throwable failure, @Nullable Reply begun, URI to) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    boolean late = cause instanceof HttpTimeoutException || cause instanceof TimeoutException;
    if (begun != null) {
      return late
          ? "the answer began with status %d and did not end within %d s"
              .formatted(begun.status(), patience.toSeconds())
          : "the answer broke off: " + cause;
    }
    String where = to.getHost() + (to.getPort() < 0 ? "" : ":" + to.getPort());
    if (cause instanceof HttpConnectTimeoutException) {
      return "no connection to " + where + " within 5 s";
    }
    if (late) {
      return "no answer within " + patience.toSeconds() + " s";
    }
    if (cause instanceof ConnectException) {
      return "nothing listens at " + where + ", or its name is not known";
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (cause instanceof SSLException) {
      return "no TLS connection to "
          + where
          + ", whose certificate must be trusted and be for that name: "
          + message;
    }
    String tls = "https".equals(to.getScheme()) ? "; perhaps it speaks no TLS" : "";
    return "the connection to " + where + " ended before an answer: " + message + tls;
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
