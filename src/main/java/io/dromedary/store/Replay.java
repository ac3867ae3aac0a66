package io.dromedary.store;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A replay and how far it has come. It goes through the accept sequence, each step in one
 * transaction with what it does: interrupted at any point, it goes on where it stands.
 *
 * @param last the newest event at its creation: where it ends
 * @param after all up to this one is done
 * @param total how many events it means, counted at its creation
 * @param examined how many of them were looked at so far
 * @param done what was made of these so far
 * @param endedAt null while it is not over
 */
public record Replay(
    long id,
    Instant createdAt,
    ReplayRequest request,
    long last,
    long after,
    long total,
    long examined,
    ReplayCount done,
    State state,
    @Nullable Instant endedAt) {

  /** What becomes of a replay. */
  public enum State {
    /** There is more to do. */
    OPEN,
    /** All is done. */
    DONE;

    /** As it is stored and shown. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Replay after(long seq, long more, ReplayCount made, @Nullable Instant ended) {
    return new Replay(
        id,
        createdAt,
        request,
        last,
        seq,
        total,
        examined + more,
        done.plus(made),
        ended == null ? State.OPEN : State.DONE,
        ended);
  }
}
