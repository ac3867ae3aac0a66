package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.KafkaBroker;
import io.dromedary.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class BusTest extends TargetRouteTest {
  @SuppressWarnings("NullAway.Init") // by startBroker
  private static KafkaBroker broker;

  BusTest() {
    super("bus");
  }

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Override
  Map<String, String> settings() {
    return Map.of("dromedary.target.bus.brokers", broker.brokers());
  }

  @Test
  void an_event_becomes_one_record_with_its_key_and_headers() {
    Exchange done =
        deliver(
            BODY,
            Map.of(
                "Camel-Internal",
                "stays",
                "kafka.PARTITION_KEY",
                0,
                "project",
                "Brücke",
                "priority",
                7));

    assertThat(done.getException()).isNull();
    ConsumerRecord<String, byte[]> record = only("dromedary.itwin.iModels");
    assertThat(record.key()).isEqualTo("itwin:" + EVENT_ID);
    assertThat(record.value()).isEqualTo(BODY);
    assertThat(headers(record))
        .isEqualTo(
            Map.of(
                "source", "itwin",
                "id", EVENT_ID,
                "type", "iModels.iModelDeleted.v1",
                "system", "iModels",
                "domain", "iModels",
                "enqueuedAt", "2026-11-22T23:59:58Z",
                "receivedAt", "2026-11-22T23:59:59.999Z",
                "project", "Brücke",
                "priority", "7"));
  }

  @Test
  void eight_mebibytes_fit_and_more_than_allowed_is_refused_by_name() {
    byte[] body = new byte[8 << 20];
    Arrays.fill(body, (byte) 'x');

    assertThat(deliver(body, Map.of(EventHeaders.DOMAIN, "large")).getException()).isNull();
    assertThat(only("dromedary.itwin.large").value()).isEqualTo(body);

    Exchange failed = deliver(new byte[10 << 20], Map.of(EventHeaders.DOMAIN, "large"));
    assertThat(failed.getException(RecordTooLargeException.class)).isNotNull();
  }

  @Test
  void what_a_topic_cannot_hold_is_replaced_and_bytes_stay_bytes() {
    byte[] body = {'{', (byte) 0xff, 0, '}'};
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.DOMAIN, "../a b/é");
    headers.put(EventHeaders.EVENT_ID, "a/b~c \n é");
    headers.put(EventHeaders.EVENT_TYPE, null);

    assertThat(deliver(body, headers).getException()).isNull();
    ConsumerRecord<String, byte[]> record = only("dromedary.itwin..._a_b__");
    assertThat(record.key()).isEqualTo("itwin:a/b~c \n é");
    assertThat(record.value()).isEqualTo(body);
    assertThat(headers(record)).doesNotContainKeys("type", "subscription");
  }

  @Test
  void an_event_without_a_domain_has_a_topic_too() {
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.DOMAIN, null);

    assertThat(deliver(BODY, headers).getException()).isNull();
    assertThat(only("dromedary.itwin.unknown").value()).isEqualTo(BODY);
  }

  @Test
  void a_list_that_a_route_made_is_one_record_or_a_failure_but_never_many() {
    Exchange failed =
        template.send(
            "direct:delivery",
            exchange -> {
              exchange.getMessage().setBody(List.of("a", "b"));
              exchange.getMessage().setHeaders(event());
              exchange.getMessage().setHeader(EventHeaders.DOMAIN, "list");
            });

    assertThat(failed.getException()).isNotNull();
  }

  private static ConsumerRecord<String, byte[]> only(String topic) {
    List<ConsumerRecord<String, byte[]>> records = broker.read(topic, 1);
    assertThat(records).as("records in %s", topic).hasSize(1);
    return records.get(0);
  }

  private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }
}
