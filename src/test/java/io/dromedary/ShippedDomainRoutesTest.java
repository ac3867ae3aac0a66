package io.dromedary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.EventHeaders;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the shipped domain routes do with an event; the targets only remember what they are given.
 */
class ShippedDomainRoutesTest extends CamelTestSupport {
  private static final String JOB_FAILED = "jobFailed";

  @Override
  protected CamelContext createCamelContext() throws Exception {
    CamelContext context = super.createCamelContext();
    context.addComponent("delivery", new MockComponent());
    for (Path file : ShippedRoutes.files("domains")) {
      ShippedRoutes.load(context, file);
    }
    return context;
  }

  @Test
  void everyDomainGivesTheSignedBytesToAllTargets() {
    for (String source : ShippedRoutes.SOURCES) {
      for (String domain : ShippedRoutes.domains(source).values()) {
        everyTargetGetsTheSignedBytes("direct:" + source + "-" + domain);
      }
      everyTargetGetsTheSignedBytes("direct:" + source + "-otherwise");
    }
  }

  private void everyTargetGetsTheSignedBytes(String route) {
    byte[] body = "{ \"content\" : {\"spaced\" : true} }".getBytes(UTF_8);
    for (Exchange delivery : deliveries(route, "any.thing.v1", body)) {
      assertThat(delivery.getMessage().getBody()).as(route).isSameAs(body);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"success", "Success", "SUCCESS"})
  void aSynchronizationThatSucceededIsNotMarked(String result) {
    String body = "{\"content\":{\"result\":\"" + result + "\"}}";
    for (Exchange delivery : synchronization("synchronization.jobCompleted.v1", body)) {
      assertThat(delivery.getMessage().getHeader(JOB_FAILED)).isNull();
    }
  }

  @Test
  void anotherSynchronizationEventIsNotMarkedForLackOfAResult() {
    for (Exchange delivery : synchronization("synchronization.jobStarted.v1", "{}")) {
      assertThat(delivery.getMessage().getHeader(JOB_FAILED)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"content\":{\"result\":\"Failed\"}}",
        "{\"content\":{\"result\":\"unsuccessful\"}}",
        "{\"content\":{\"result\":\"\"}}",
        "{\"content\":{\"result\":null}}",
        "{\"content\":{\"result\":true}}",
        "{\"content\":{\"result\":[\"success\"]}}",
        "{\"content\":{}}",
        "{\"content\":\"success\"}",
        "{}"
      })
  void aSynchronizationThatDidNotSayItSucceededIsMarkedAsFailed(String body) {
    for (Exchange delivery : synchronization("synchronization.jobCompleted.v2", body)) {
      assertThat(delivery.getMessage().getHeader(JOB_FAILED)).isEqualTo("true");
    }
  }

  private List<Exchange> synchronization(String eventType, String json) {
    byte[] body = json.getBytes(UTF_8);
    List<Exchange> deliveries = deliveries("direct:itwin-synchronization", eventType, body);
    assertThat(deliveries).allMatch(delivery -> delivery.getMessage().getBody() == body);
    return deliveries;
  }

  /** Runs a route and returns what it gave to its targets: one delivery each, for all four. */
  private List<Exchange> deliveries(String route, String eventType, byte[] body) {
    List<String> targets =
        ShippedRoutes.TARGETS.stream().map(target -> "delivery:" + target).toList();
    targets.forEach(target -> getMockEndpoint(target).reset());
    template.sendBodyAndHeader(route, body, EventHeaders.EVENT_TYPE, eventType);
    return targets.stream()
        .map(
            target -> {
              List<Exchange> received = getMockEndpoint(target).getReceivedExchanges();
              assertThat(received).as("%s to %s", route, target).hasSize(1);
              return received.get(0);
            })
        .toList();
  }
}
