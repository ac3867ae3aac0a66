package io.dromedary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kafka.testkit.KafkaClusterTestKit;
import kafka.testkit.TestKitNodes;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A real Kafka broker (KRaft, one node) for the time of a test; makes topics as they are used. */
public final class KafkaBroker implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private final KafkaClusterTestKit cluster;

  private KafkaBroker(KafkaClusterTestKit cluster) {
    this.cluster = cluster;
  }

  /** Starts a broker that takes records as large as a callback can be. */
  public static KafkaBroker start() throws Exception {
    return start(Map.of());
  }

  /** Starts a broker with settings of its own, over those of {@link #start()}. */
  public static KafkaBroker start(Map<String, String> settings) throws Exception {
    KafkaClusterTestKit.Builder builder =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder()
                    .setCombined(true)
                    .setNumBrokerNodes(1)
                    .setNumControllerNodes(1)
                    .build())
            .setConfigProp("auto.create.topics.enable", "true")
            .setConfigProp("offsets.topic.replication.factor", "1")
            .setConfigProp("message.max.bytes", String.valueOf(10 << 20));
    settings.forEach(builder::setConfigProp);
    KafkaClusterTestKit cluster = builder.build();
    cluster.format();
    cluster.startup();
    cluster.waitForReadyBrokers();
    return new KafkaBroker(cluster);
  }

  /** {@code host:port}, as {@code dromedary.target.bus.brokers} takes it. */
  public String brokers() {
    return cluster.bootstrapServers();
  }

  /**
   * The first records of a topic, waiting for them up to 20 s; fewer than {@code count} if no more
   * came.
   */
  public List<ConsumerRecord<String, byte[]>> read(String topic, int count) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                brokers(),
                "group.id",
                "reader-of-" + topic,
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest",
                "max.partition.fetch.bytes",
                10 << 20),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      // Not by subscription: a consumer group takes seconds to form.
      consumer.assign(
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList());
      while (records.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot stop the broker", e);
    }
  }
}
