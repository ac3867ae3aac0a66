package io.dromedary.demo;

import io.dromedary.demo.Tally.Domain;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the topics of the bus, and counts each event once. */
final class BusView implements TargetView {
  private static final Pattern TOPICS = Pattern.compile("dromedary\\..*");

  private final String brokers;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Domain> received = new HashMap<>();

  BusView(String brokers) {
    this.brokers = brokers;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.GROUP_ID_CONFIG,
                "dromedary-demo-" + UUID.randomUUID(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                "500",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "false"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(TOPICS);
  }

  @Override
  public String name() {
    return "bus";
  }

  @Override
  public Tally tally() {
    for (ConsumerRecord<String, byte[]> event : consumer.poll(Duration.ofMillis(200))) {
      received.put(event.key(), new Domain(header(event, "source"), header(event, "domain")));
    }
    Map<Domain, Long> counts = new TreeMap<>();
    received.values().forEach(domain -> counts.merge(domain, 1L, Long::sum));
    return new Tally(counts);
  }

  private static String header(ConsumerRecord<String, byte[]> event, String name) {
    Header header = event.headers().lastHeader(name);
    return header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public String where() {
    return "topics dromedary.<source>.<domain> on " + brokers;
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(2));
  }
}
