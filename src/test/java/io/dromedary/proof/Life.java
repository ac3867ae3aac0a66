package io.dromedary.proof;

import java.util.Random;

/**
 * One life of the process that is killed: when, and what is broken around it meanwhile.
 *
 * @param acknowledged so many events are answered 200 before that phase begins
 * @param millis from its beginning to the kill
 */
record Life(
    Phase phase, int acknowledged, int millis, boolean warehouseIsDown, Partner.Mood partner) {
  /** In what phase it is killed. */
  enum Phase {
    /** From its start: while it opens the store, and recovers it from the kill before. */
    STARTING(2_500),
    /** While it takes callbacks and delivers. */
    LOADED(300),
    /** After SIGTERM, while it stops in order. */
    STOPPING(700);

    private final int longestMillis;

    Phase(int longestMillis) {
      this.longestMillis = longestMillis;
    }
  }

  static Life any(Random random) {
    int of10 = random.nextInt(10);
    Phase phase = of10 < 2 ? Phase.STARTING : of10 < 4 ? Phase.STOPPING : Phase.LOADED;
    Partner.Mood[] moods = {
      Partner.Mood.TAKES, Partner.Mood.TAKES, Partner.Mood.FAILS, Partner.Mood.CUTS_HALF_WAY
    };
    return new Life(
        phase,
        phase == Phase.STARTING ? 0 : 1 + random.nextInt(250),
        random.nextInt(phase.longestMillis),
        random.nextInt(4) == 0,
        moods[random.nextInt(moods.length)]);
  }
}
