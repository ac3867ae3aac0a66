package io.dromedary.bench.load;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A receiver that does what a test asks for, so that the load generator has something to notice.
 */
public final class FakeReceiver implements AutoCloseable {
  /** What it does with a callback. */
  public interface Behaviour {
    /**
     * Decides.
     *
     * @param number of the callback, from 0
     */
    Reaction to(int number, Received callback);
  }

  /** A callback that came. */
  public record Received(String signature, byte[] body) {}

  /**
   * An answer.
   *
   * @param status 0: the connection is closed instead
   */
  public record Reaction(int status, long afterMillis) {
    public static final Reaction OK = new Reaction(200, 0);
  }

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger number = new AtomicInteger();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Behaviour behaviour;
  private final int port;

  private FakeReceiver(Behaviour behaviour) {
    this.behaviour = behaviour;
    this.port =
        vertx
            .createHttpServer()
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
  }

  public static FakeReceiver start(Behaviour behaviour) {
    return new FakeReceiver(behaviour);
  }

  public Address address() {
    return new Address(port, "/callbacks/itwin");
  }

  /** All that came, in the order in which it did. */
  public List<Received> received() {
    return received;
  }

  private void handle(HttpServerRequest request) {
    request.bodyHandler(
        body -> {
          Received callback = new Received(request.getHeader("Signature"), body.getBytes());
          received.add(callback);
          Reaction reaction = behaviour.to(number.getAndIncrement(), callback);
          if (reaction.afterMillis() == 0) {
            answer(request, reaction);
          } else {
            vertx.setTimer(reaction.afterMillis(), timer -> answer(request, reaction));
          }
        });
  }

  private static void answer(HttpServerRequest request, Reaction reaction) {
    if (reaction.status() == 0) {
      request.connection().close();
    } else {
      request.response().setStatusCode(reaction.status()).end("answer\n");
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
