package io.dromedary.target;

import io.dromedary.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.io.TempDir;

/** Loads one shipped target route as it is, and stands in for {@code delivery:} in front of it. */
abstract class TargetRouteTest extends CamelMainTestSupport {
  static final String EVENT_ID = "32369e4b-c9ff-47e4-b422-83b97247ce5b";
  static final byte[] BODY =
      "{\"eventType\":\"iModels.iModelDeleted.v1\",\"content\":{\"imodelId\":\"1\"}}"
          .getBytes(StandardCharsets.UTF_8);

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path data;

  private final String target;

  TargetRouteTest(String target) {
    this.target = target;
  }

  /** The settings of the test, as in application.properties. */
  abstract Map<String, String> settings() throws Exception;

  @Override
  @SuppressWarnings("deprecation") // the hook that is not runs before JUnit has made the folder
  protected CamelContext createCamelContext() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("dromedary.data", data.toString());
    properties.putAll(settings());
    camelContextConfiguration().withUseOverridePropertiesWithPropertiesComponent(properties);
    camelContextConfiguration().replaceRouteFromWith(target, "direct:delivery");
    return super.createCamelContext();
  }

  @Override
  protected void configure(MainConfigurationProperties configuration) {
    configuration.withRoutesIncludePattern("file:routes/targets/" + target + ".camel.yaml");
  }

  /** One delivery; its failure, if any, is on the exchange that comes back. */
  Exchange deliver(byte[] body, Map<String, Object> headers) {
    return template.send(
        "direct:delivery",
        exchange -> {
          exchange.getMessage().setBody(body);
          exchange.getMessage().setHeaders(event());
          exchange.getMessage().getHeaders().putAll(headers);
        });
  }

  /** The headers of a delivery of an iTwin event. */
  static Map<String, Object> event() {
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.SOURCE, "itwin");
    headers.put(EventHeaders.EVENT_ID, EVENT_ID);
    headers.put(EventHeaders.EVENT_TYPE, "iModels.iModelDeleted.v1");
    headers.put(EventHeaders.SYSTEM, "iModels");
    headers.put(EventHeaders.DOMAIN, "iModels");
    headers.put(EventHeaders.RECEIVED_AT, "2026-11-22T23:59:59.999Z");
    headers.put(EventHeaders.ENQUEUED_AT, "2026-11-22T23:59:58Z");
    headers.put(EventHeaders.SUBSCRIPTION, null);
    headers.put(EventHeaders.TARGET, "target");
    headers.put(EventHeaders.ATTEMPT, 1);
    return headers;
  }

  static Map<String, Object> eventId(String eventId) {
    return Map.of(EventHeaders.EVENT_ID, eventId);
  }
}
