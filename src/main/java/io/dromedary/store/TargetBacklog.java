package io.dromedary.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a target has before it, and what it was given up for.
 *
 * @param dead deliveries that are dead letters, counted up to {@link #MOST}
 * @param oldest when the event was received whose delivery has waited longest; null when none
 *     waits, or so many that looking would take long
 */
public record TargetBacklog(long dead, @Nullable Instant oldest) {
  /** Dead letters beyond so many are not counted. */
  public static final int MOST = 100_000;

  private static final int MOST_LOOKED_THROUGH = 500_000;

  /**
   * Looks it up.
   *
   * @param pending how many deliveries it has pending
   */
  public static TargetBacklog of(Database database, String target, long pending) {
    long dead =
        database
            .read(
                "counting the dead letters of target " + target,
                connection ->
                    number(
                        connection,
                        "select count(*) from (select 1 from delivery where target = ? and state ="
                            + " 'dead' limit "
                            + MOST
                            + ") as some",
                        target))
            .orElse(0);
    Instant oldest =
        pending == 0 || pending > MOST_LOOKED_THROUGH
            ? null
            : database
                .read(
                    "looking for the oldest delivery that is pending for target " + target,
                    connection -> oldest(connection, database.dialect(), target))
                .orElse(null);
    return new TargetBacklog(dead, oldest);
  }

  private static Optional<Instant> oldest(
      Connection connection, Database.Dialect dialect, String target) throws SQLException {
    // What is in hand this moment does not wait; on PostgreSQL it is in another index.
    String waiting = dialect == Database.Dialect.POSTGRESQL ? " and owner is null" : "";
    OptionalLong received =
        number(
            connection,
            "select e.received_at from event e where e.seq = (select d.event_seq from delivery d"
                + " where d.id = (select min(id) from delivery where target = ? and state ="
                + " 'pending'"
                + waiting
                + "))",
            target);
    return received.isPresent()
        ? Optional.of(Instant.ofEpochMilli(received.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong number(Connection connection, String sql, String target)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, target);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    }
  }
}
