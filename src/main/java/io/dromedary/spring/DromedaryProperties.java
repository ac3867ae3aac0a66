package io.dromedary.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application can set under {@code dromedary}. Names and units are those of the standalone
 * runtime, where it has the same.
 *
 * @param enabled Whether Dromedary's auto-configuration applies.
 * @param data Folder in which events are kept, in a file of SQLite. Without it, they are kept in
 *     the application's DataSource, which has to be PostgreSQL.
 * @param dataSource Name of the bean of type DataSource in which events are kept, when there are
 *     several. It has to be PostgreSQL.
 * @param inbox What the inbox takes.
 * @param http What is taken from the web server.
 */
@ConfigurationProperties("dromedary")
record DromedaryProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String data,
    @Nullable String dataSource,
    @DefaultValue Inbox inbox,
    @DefaultValue Http http) {

  /**
   * What the inbox takes.
   *
   * @param maxEvents Events that may wait for their routing; beyond it callbacks are answered 503.
   * @param answerDeadline Time after which a callback is answered 503 although its commit is still
   *     pending.
   */
  record Inbox(@Nullable Long maxEvents, @Nullable Duration answerDeadline) {}

  /**
   * What is taken from the web server.
   *
   * @param paths URL patterns of the servlet specification under which callbacks come in. Their
   *     bodies are kept as they are received, whatever their content type.
   * @param maxBodySize Size of the largest callback; more is answered 413.
   * @param maxBytesInFlight Bytes of all callbacks that are being received or answered; more is
   *     answered 503. By default a quarter of the heap.
   */
  record Http(
      @DefaultValue("/callbacks/*") List<String> paths,
      @DefaultValue("8MB") DataSize maxBodySize,
      @Nullable DataSize maxBytesInFlight) {}
}
