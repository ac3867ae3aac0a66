package io.dromedary.target;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectComponent;

/**
 * {@code delivery:} as a target route sees it: hands over what is sent to it, in the same thread.
 */
final class DeliveryStandIn extends DirectComponent {
  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    parameters.clear();
    return super.createEndpoint(uri, remaining, parameters);
  }
}
