package io.dromedary.store;

import io.dromedary.event.Envelope;
import io.dromedary.event.EnvelopeReader;
import io.dromedary.event.EnvelopeReaders;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;

/** Reads events once more, as their source is read now. */
final class Rereading {
  private final Database database;
  private final EnvelopeReaders readers;

  /**
   * @param readers how a source is read now
   */
  Rereading(Database database, EnvelopeReaders readers) {
    this.database = database;
    this.readers = readers;
  }

  /** What to do with an event that is to be routed, and was not so far. */
  ReplayItem read(EventSummary event) {
    Optional<Envelope> read = envelope(event);
    if (read.isEmpty()) {
      return new ReplayItem.Route(event.seq(), null, ReplayCount.routed(1));
    }
    Envelope envelope = read.get();
    String problem = envelope.problem();
    if (problem == null) {
      return new ReplayItem.Route(event.seq(), envelope, ReplayCount.routed(1));
    }
    return event.stage() == Stage.READ
        ? new ReplayItem.Unreadable(event.seq(), problem)
        : new ReplayItem.Route(event.seq(), null, ReplayCount.routed(1));
  }

  /** Empty when it is to stay as it was read: its headers, which may have mattered, are gone. */
  private Optional<Envelope> envelope(EventSummary event) {
    return database.read(
        "reading event " + event.id() + " once more",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "select body, headers, content_encoding from event where seq = ?")) {
            select.setLong(1, event.seq());
            try (ResultSet rows = select.executeQuery()) {
              if (!rows.next() || (rows.getString(2) == null && event.stage() != Stage.READ)) {
                return Optional.empty();
              }
              byte[] body = rows.getBytes(1);
              return Optional.of(
                  readers
                      .of(event.source(), EnvelopeReader.route(rows.getString(2)))
                      .readAgain(
                          body == null ? new byte[0] : body, rows.getString(2), rows.getString(3)));
            }
          }
        });
  }
}
