package io.dromedary.signature;

import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;

/** A body was taken apart as a form by an HTTP server; the bytes that were signed are gone. */
final class ParsedFormException extends InvalidPayloadException {
  private static final long serialVersionUID = 1L;

  ParsedFormException(Message message) {
    super(message.getExchange(), byte[].class, message);
  }
}
