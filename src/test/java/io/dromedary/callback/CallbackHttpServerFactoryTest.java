package io.dromedary.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.Test;

class CallbackHttpServerFactoryTest {
  @Test
  void keysThatWouldHaveNoEffectAreRefusedTogether() throws Exception {
    var configuration = new MainConfigurationProperties().httpServer();
    configuration.setPath("/api");
    configuration.setAuthenticationEnabled(true);
    configuration.setMaxBodySize(5L);
    try (var context = new DefaultCamelContext()) {
      assertThatThrownBy(
              () ->
                  new CallbackHttpServerFactory(HttpLimits.defaults(), null)
                      .newHttpServer(context, configuration))
          .hasMessageContainingAll(
              "camel.server.path",
              "camel.server.authenticationEnabled",
              "camel.server.maxBodySize");
    }
  }

  @Test
  void aListenerThatFailsHarmsNobody() throws Exception {
    CallbackListener failing =
        (reason, status) -> {
          throw new IllegalStateException("counter");
        };
    try (TestServer server = TestServer.with(TestServer.generous()).bean("a", failing).start()) {
      assertThat(server.post("/nowhere", "{}").statusCode()).isEqualTo(404);
      assertThat(server.refusals().all()).containsExactly("path 404");
    }
  }

  @Test
  void aStreamingEndpointIsRefusedBecauseTheSignatureCoversTheWholeBody() {
    assertThatThrownBy(
            () ->
                TestServer.with(TestServer.generous())
                    .routes(r -> r.from("platform-http:/a?useStreaming=true").log("x"))
                    .start())
        .hasStackTraceContaining("does not stream");
  }
}
