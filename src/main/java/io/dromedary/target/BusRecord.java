package io.dromedary.target;

import io.dromedary.Api;
import io.dromedary.cloudevent.CloudEventMessage;
import io.dromedary.event.EventHeaders;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jspecify.annotations.Nullable;

/**
 * Turns a delivery into one Kafka record: the body as bytes (Camel would make many records of a
 * list), the key {@code <source>:<event id>}, by which a consumer drops repeats, and the topic. The
 * headers of a CloudEvent get their names of Kafka, {@code ce_...}.
 *
 * <p>Thread-safe once configured.
 */
@Api
public final class BusRecord implements Processor {
  private static final int LONGEST_TOPIC = 249;
  private static final Pattern NOT_IN_A_TOPIC = Pattern.compile("[^A-Za-z0-9._-]");

  private String topic = "dromedary.<source>.<domain>";

  /**
   * The topic, in which {@code <source>}, {@code <system>} and {@code <domain>} stand for those of
   * the event; a character that no topic may have becomes {@code _}.
   */
  public void setTopic(String topic) {
    this.topic = topic;
  }

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    message.setBody(message.getMandatoryBody(byte[].class));
    message.setHeader(KafkaConstants.KEY, EventKey.of(message));
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic(message));
    CloudEventMessage.toKafka(message);
  }

  private String topic(Message message) {
    String name =
        topic
            .replace("<source>", segment(message.getHeader(EventHeaders.SOURCE, String.class)))
            .replace("<system>", segment(message.getHeader(EventHeaders.SYSTEM, String.class)))
            .replace("<domain>", segment(message.getHeader(EventHeaders.DOMAIN, String.class)));
    return name.length() <= LONGEST_TOPIC ? name : name.substring(0, LONGEST_TOPIC);
  }

  private static String segment(@Nullable String value) {
    return value == null || value.isEmpty()
        ? "unknown"
        : NOT_IN_A_TOPIC.matcher(value).replaceAll("_");
  }
}
