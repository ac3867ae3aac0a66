package io.dromedary.cloudevent;

/** Where a CloudEvent has its attributes: the content modes of its protocol bindings. */
public enum ContentMode {
  /** All in the body: a JSON object with the attributes, and the event under {@code data}. */
  STRUCTURED("Content-Type", ""),
  /** In headers {@code ce-...} as HTTP has them; the body stays as it is. */
  BINARY("Content-Type", "ce-"),
  /** In headers {@code ce_...} as Kafka has them; the body stays as it is. */
  KAFKA_BINARY("content-type", "ce_");

  private final String contentType;
  private final String prefix;

  ContentMode(String contentType, String prefix) {
    this.contentType = contentType;
    this.prefix = prefix;
  }

  /** The header that says what the body is. */
  String contentType() {
    return contentType;
  }

  /** What the names of the headers with attributes start with. */
  String prefix() {
    return prefix;
  }
}
