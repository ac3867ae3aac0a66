package io.dromedary.target;

import io.dromedary.Api;
import io.dromedary.event.EventHeaders;
import io.dromedary.event.ExchangeProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Turns a delivery into what Camel's {@code file:} writes to an archive: the signed bytes, under a
 * temporary name. {@link DurableFile} comes after it and gives the file its own name, {@code
 * <source>/<domain>/<yyyy>/<mm>/<dd>/<event id>.json} by the date of receipt in UTC.
 *
 * <p>Each part of the name goes through {@link FileNames}, so nothing that a sender chooses leaves
 * the folder. Thread-safe once configured.
 */
@Api
public final class ArchiveEntry implements Processor {
  /** Ends the name of a file that is not complete; no finished file ends like this. */
  static final String TEMPORARY = ".part";

  private static final String EXTENSION = ".json";
  private static final DateTimeFormatter FOLDERS =
      DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);

  private Path folder = Path.of("");

  /** The folder that the archive lives in, the same as that of the {@code file:} endpoint. */
  public void setFolder(String folder) {
    this.folder = Path.of(folder);
  }

  @Override
  public void process(Exchange exchange) throws IOException, InvalidPayloadException {
    Message message = exchange.getMessage();
    byte[] signed = exchange.getProperty(ExchangeProperties.SIGNED_BODY, byte[].class);
    message.setBody(signed != null ? signed : message.getMandatoryBody(byte[].class));
    String name = name(message) + TEMPORARY;
    message.setHeader(Exchange.FILE_NAME, name);
    // A leftover of a crash, or the file of an attempt that still runs: file: would write into the
    // same file, and what that attempt has finished would be cut short under its hands.
    Path temporary = folder.resolve(name);
    if (temporary.toFile().exists()) { // it rarely does, and to ask costs less than to delete
      Files.deleteIfExists(temporary);
    }
  }

  private static String name(Message message) {
    return FileNames.ofFolder(text(message, EventHeaders.SOURCE))
        + "/"
        + FileNames.ofFolder(text(message, EventHeaders.DOMAIN))
        + "/"
        + FOLDERS.format(receivedAt(message))
        + "/"
        + FileNames.ofEventId(EventKey.required(message, EventHeaders.EVENT_ID))
        + EXTENSION;
  }

  private static Instant receivedAt(Message message) {
    String text = EventKey.required(message, EventHeaders.RECEIVED_AT);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "Cannot archive event "
              + text(message, EventHeaders.EVENT_ID)
              + ": header "
              + EventHeaders.RECEIVED_AT
              + " is not a time in ISO-8601 UTC: "
              + text,
          e);
    }
  }

  private static @Nullable String text(Message message, String header) {
    return message.getHeader(header, String.class);
  }
}
