package io.dromedary.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.bench.load.FakeReceiver.Reaction;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final String SECRET = "a secret of the test, long enough for it";

  private final SignedRequests requests = SignedRequests.sign(new Ids(7), 0, 200, SECRET);

  @Test
  void sendsAtItsRateHoweverFastAnswersAre() throws Exception {
    try (FakeReceiver receiver = FakeReceiver.start((number, callback) -> Reaction.OK)) {
      LoadResult result = new OpenLoop(receiver.address(), 4).run(requests, 400);

      assertThat(result.sent()).isEqualTo(200);
      assertThat(result.seconds()).isGreaterThan(199 / 400.0);
      assertThat(result.refused()).isZero();
    }
  }

  /** A stall of half a second at 400 a second is felt by about 200 callbacks, not by one. */
  @Test
  void countsAStallForEveryCallbackThatWasDueMeanwhile() throws Exception {
    AtomicLong stalledUntil = new AtomicLong();
    try (FakeReceiver receiver =
        FakeReceiver.start(
            (number, callback) -> {
              if (number == 50) {
                stalledUntil.set(System.nanoTime() + 500_000_000);
              }
              long left = (stalledUntil.get() - System.nanoTime()) / 1_000_000;
              return stalledUntil.get() != 0 && left > 0 ? new Reaction(200, left) : Reaction.OK;
            })) {
      LoadResult result = new OpenLoop(receiver.address(), 2).run(requests, 400);

      long late = result.micros().getCountBetweenValues(100_000, 10_000_000);
      assertThat(late).isGreaterThan(100);
    }
  }

  @Test
  void noticesRefusals() throws Exception {
    try (FakeReceiver receiver =
        FakeReceiver.start((number, callback) -> new Reaction(number < 7 ? 429 : 200, 0))) {
      assertThat(new OpenLoop(receiver.address(), 4).run(requests, 2000).refused()).isEqualTo(7);
    }
  }
}
