package io.dromedary.bench.contestant;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The process of {@link PlainVertx}. */
final class PlainVertxMain extends AbstractVerticle {
  private static final String SCHEME = "sha256=";

  private final int port;
  private final Mac mac;

  private PlainVertxMain(int port, Mac mac) {
    this.port = port;
    this.mac = mac;
  }

  /**
   * Runs until it is killed.
   *
   * @param arguments port, secret
   */
  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    byte[] secret = arguments[1].getBytes(StandardCharsets.UTF_8);
    Vertx.vertx()
        .deployVerticle(
            () -> new PlainVertxMain(port, mac(secret)),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()));
  }

  private static Mac mac(byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  @Override
  public void start() {
    vertx.createHttpServer().requestHandler(this::handle).listen(port, "127.0.0.1");
  }

  private void handle(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      request.response().setStatusCode(405).end();
      return;
    }
    String signature = request.getHeader("Signature");
    request.bodyHandler(body -> answer(request, body, signature));
  }

  private void answer(HttpServerRequest request, Buffer body, @Nullable String signature) {
    if (isRight(body, signature)) {
      request.response().end("accepted\n");
    } else {
      request.response().setStatusCode(401).end("unauthorized\n");
    }
  }

  private boolean isRight(Buffer body, @Nullable String signature) {
    return signature != null
        && signature.startsWith(SCHEME)
        && MessageDigest.isEqual(
            HexFormat.of().parseHex(signature, SCHEME.length(), signature.length()),
            mac.doFinal(body.getBytes()));
  }
}
