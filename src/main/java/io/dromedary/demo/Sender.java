package io.dromedary.demo;

import io.dromedary.catalogue.EventEntry;
import io.dromedary.signature.Signer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Plays the providers: signs samples and posts them. */
final class Sender {
  /** What the providers wait for an answer, the shorter of both. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(DEADLINE).build();
  private final RandomGenerator random = new SecureRandom();
  private final String callbacks;
  private final Map<String, Signer> signers;

  /**
   * @param callbacks where the callback routes are, without a slash at its end
   * @param signers by source
   */
  Sender(String callbacks, Map<String, Signer> signers) {
    this.callbacks = callbacks;
    this.signers = signers;
  }

  /** Posts a new event of a type; gives the status of the answer. */
  int send(EventEntry sample) throws IOException, InterruptedException {
    Instant now = Instant.now();
    byte[] body = sample.body(random, now);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(callbacks + "/" + sample.source()))
            .timeout(DEADLINE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    String id = UUID.randomUUID().toString();
    Signer signer = signers.get(sample.source());
    if (signer == null) {
      throw new IllegalArgumentException("no secret for source " + sample.source());
    }
    signer.headers(body, id, now.getEpochSecond()).forEach(request::header);
    if (sample.source().equals("aps")) {
      request.header("x-adsk-delivery-id", "demo~" + id + "/" + UUID.randomUUID());
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
