package io.dromedary.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is in a target, looked at from outside: how often each event. */
final class Arrivals {
  private Arrivals() {}

  /** The rows of the warehouse. */
  static Map<String, Integer> inWarehouse(String url) throws SQLException {
    Map<String, Integer> found = new HashMap<>();
    try (java.sql.Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select payload from event")) {
      while (rows.next()) {
        count(found, rows.getString(1).getBytes(StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  /** The files of the archive. */
  static Map<String, Integer> inArchive(Path folder) throws IOException {
    Map<String, Integer> found = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".json")).toList()) {
        count(found, Files.readAllBytes(file));
      }
    }
    return found;
  }

  /** The records of a topic, all of them. */
  static Map<String, Integer> onBus(String brokers, String topic) {
    Map<String, Integer> found = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", brokers, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> count(found, record.value()));
      }
    }
    return found;
  }

  private static void count(Map<String, Integer> found, byte[] body) {
    found.merge(Digest.of(body), 1, Integer::sum);
  }
}
