package io.dromedary.cloudevent;

import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.rw.CloudEventContextWriter;
import io.cloudevents.rw.CloudEventWriter;
import org.apache.camel.Message;

/** Writes a CloudEvent onto a message of Camel, as a protocol binding has it. */
final class HeaderWriter
    implements MessageWriter<CloudEventWriter<Message>, Message>, CloudEventWriter<Message> {
  private final Message message;
  private final ContentMode mode;

  HeaderWriter(Message message, ContentMode mode) {
    this.message = message;
    this.mode = mode;
  }

  @Override
  public CloudEventWriter<Message> create(SpecVersion version) {
    return attribute("specversion", version.toString());
  }

  @Override
  public CloudEventContextWriter withContextAttribute(String name, String value) {
    return attribute(name, value);
  }

  private HeaderWriter attribute(String name, String value) {
    if (name.equals("datacontenttype")) {
      contentType(value);
    } else {
      message.setHeader(
          mode.prefix() + name,
          mode == ContentMode.KAFKA_BINARY ? value : HttpHeaderValue.encode(value));
    }
    return this;
  }

  /** Camel finds headers in any letter case and keeps the first one: Kafka knows one only. */
  private void contentType(String value) {
    message.removeHeader(mode.contentType());
    message.setHeader(mode.contentType(), value);
  }

  @Override
  public Message setEvent(EventFormat format, byte[] value) {
    contentType(format.serializedContentType());
    message.setBody(value);
    return message;
  }

  @Override
  public Message end(CloudEventData data) {
    message.setBody(data.toBytes());
    return message;
  }

  @Override
  public Message end() {
    message.setBody(new byte[0]);
    return message;
  }
}
