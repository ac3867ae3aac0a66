package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.EventHeaders;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where the shipped dispatch routes send an event; the domain routes only remember it. */
class ShippedDispatchTest extends CamelTestSupport {

  @Override
  protected CamelContext createCamelContext() throws Exception {
    CamelContext context = super.createCamelContext();
    context.addComponent("inbox", new DirectComponent());
    context.addComponent("direct", new MockComponent());
    for (Path file : ShippedRoutes.files("dispatch")) {
      ShippedRoutes.load(context, file);
    }
    return context;
  }

  @Test
  void anEventGoesToTheRouteOfItsDomain() {
    for (String source : ShippedRoutes.SOURCES) {
      ShippedRoutes.domains(source)
          .forEach(
              (system, domain) ->
                  assertThat(chosen(source, system, system + ".jobCompleted.v1"))
                      .containsExactly(source + "-" + domain));
    }
  }

  @Test
  void aTypeThatNobodyKnowsFollowsItsSystem() {
    assertThat(chosen("aps", "data", "dm.anything.new")).containsExactly("aps-data");
    assertThat(chosen("aps", "data", "dm.version.*")).containsExactly("aps-data");
    assertThat(chosen("itwin", "iModels", "iModels.iModelDeleted.v9"))
        .containsExactly("itwin-iModels");
  }

  @Test
  void theTypeOfOneSystemSaysNothingAboutAnother() {
    assertThat(chosen("aps", "adsk.c4r", "dm.version.added")).containsExactly("aps-c4r");
    assertThat(chosen("aps", "adsk.flc.production", "item.create")).containsExactly("aps-flc");
  }

  @Test
  void aSystemThatNobodyNamedGoesToOtherwise() {
    assertThat(chosen("aps", "autodesk.construction.issues", "issue.created-1.0"))
        .containsExactly("aps-otherwise");
    assertThat(chosen("aps", "autodesk.construction.costs", "budget.created-1.0"))
        .containsExactly("aps-otherwise");
    assertThat(chosen("itwin", "imodels", "imodels.iModelDeleted.v1"))
        .containsExactly("itwin-otherwise");
    assertThat(chosen("itwin", null, null)).containsExactly("itwin-otherwise");
  }

  /** The routes that get an event, by their names. */
  private List<String> chosen(String source, @Nullable String system, @Nullable String eventType) {
    MockEndpoint.resetMocks(context);
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.SYSTEM, system);
    headers.put(EventHeaders.EVENT_TYPE, eventType);
    template.sendBodyAndHeaders("inbox:" + source, new byte[] {'{', '}'}, headers);
    return context.getEndpoints().stream()
        .filter(endpoint -> endpoint instanceof MockEndpoint mock && mock.getReceivedCounter() == 1)
        .map(Endpoint::getEndpointUri)
        .map(uri -> uri.replaceFirst("^direct:/*", ""))
        .toList();
  }
}
