package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.inbox.HandledFailures;
import io.dromedary.store.SqliteStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application adds the jar and names a folder; all else comes by itself. */
class PlainHostTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final Path data;

  PlainHostTest(@TempDir Path folder) {
    data = folder.resolve("data");
  }

  private HostApplication host() throws Exception {
    return new HostApplication().inbox(inbox -> inbox.setData(data.toString()));
  }

  @Test
  void aCallbackIsKeptRoutedAndDelivered() throws Exception {
    try (HostApplication host = host().start()) {
      HttpResponse<String> answer = host.post("m-1");

      assertThat(answer.statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> host.delivered().contains("m-1"));
      assertThat(data.resolve("dromedary.db")).exists();
    }
  }

  @Test
  void whatWasKeptIsThereAfterARestart() throws Exception {
    try (HostApplication host =
        new HostApplication(HostApplication.CALLBACK)
            .inbox(inbox -> inbox.setData(data.toString()))
            .start()) {
      assertThat(host.post("m-1").statusCode()).isEqualTo(200);
    }
    try (HostApplication host = host().start()) {
      await().atMost(BOUND).until(() -> host.delivered().contains("m-1"));
    }
  }

  @Test
  void anUnsignedCallbackIsRefused() throws Exception {
    try (HostApplication host = host().start()) {
      HttpResponse<String> answer =
          new io.dromedary.Provider("itwin", HostApplication.SECRET, host.port())
              .sendUnsigned("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));

      assertThat(answer.statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aStoreThatTheApplicationOpenedIsUsedAndLeftOpen() throws Exception {
    try (SqliteStore store = SqliteStore.open(data.resolveSibling("mine.db"))) {
      try (HostApplication host = new HostApplication().bind("store", store).start()) {
        assertThat(host.post("m-1").statusCode()).isEqualTo(200);
        assertThat(host.inbox().store()).isSameAs(store);
      }
      assertThat(store.isUp()).isTrue();
      boolean open = store.database().read("looking", connection -> connection.isValid(1));
      assertThat(open).isTrue();
    }
  }

  @Test
  void healthAndMetersAreThoseOfTheApplication() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (HostApplication host = host().bind("meters", meters).start()) {
      assertThat(host.post("m-1").statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> host.delivered().contains("m-1"));

      assertThat(meters.get("dromedary.accepted").tag("source", "itwin").counter().count())
          .isEqualTo(1);
      await()
          .atMost(BOUND)
          .until(
              () ->
                  meters.get("dromedary.delivered").tag("target", "partner").counter().count()
                      == 1);
      assertThat(meters.get("dromedary.store.up").gauge().value()).isEqualTo(1);
      assertThat(meters.get("dromedary.backlog").tag("target", "partner").gauge().value()).isZero();
      assertThat(state(host, "store")).isEqualTo(HealthCheck.State.UP);
    }
    assertThat(meters.getMeters()).isEmpty();
  }

  private static HealthCheck.State state(HostApplication host, String check) {
    HealthCheckRegistry registry = HealthCheckRegistry.get(host.context());
    return registry.getCheck(check).orElseThrow().call().getState();
  }

  @Test
  void aFailureThatARouteOfAnyFileHandledIsNoticed() throws Exception {
    // Loaded, and so built, before the first route that has anything to do with an inbox.
    String domain =
        """
        - route:
            id: itwin-iModels
            from:
              uri: direct:itwin-iModels
              steps:
                - doTry:
                    steps:
                      - throwException:
                          exceptionType: java.lang.IllegalStateException
                          message: broken
                    doCatch:
                      - exception:
                          - java.lang.IllegalStateException
                        steps:
                          - to:
                              uri: delivery:partner
        """;
    try (HostApplication host =
        new HostApplication(
                domain, HostApplication.TARGET, HostApplication.DISPATCH, HostApplication.CALLBACK)
            .inbox(inbox -> inbox.setData(data.toString()))
            .start()) {
      assertThat(host.post("m-1").statusCode()).isEqualTo(200);
      await().atMost(BOUND).until(() -> host.delivered().contains("m-1"));

      String marks =
          host.inbox()
              .store()
              .database()
              .read(
                  "looking at the event",
                  connection -> {
                    try (var statement = connection.createStatement();
                        var rows =
                            statement.executeQuery(
                                "select coalesce(marks, 'none') from event")) {
                      rows.next();
                      return rows.getString(1);
                    }
                  });
      assertThat(marks).contains("handled");
    }
  }

  @Test
  void theInterceptorOfTheApplicationIsNotDoubled() throws Exception {
    HandledFailures own = new HandledFailures();
    try (HostApplication host = host().bind("own", own).start()) {
      assertThat(
              host.context().getCamelContextExtension().getInterceptStrategies().stream()
                  .filter(HandledFailures.class::isInstance))
          .containsExactly(own);
    }
  }
}
