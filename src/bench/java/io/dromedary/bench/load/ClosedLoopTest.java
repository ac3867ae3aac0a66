package io.dromedary.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.bench.load.FakeReceiver.Reaction;
import io.dromedary.signature.Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
  private static final String SECRET = "a secret of the test, long enough for it";
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Ids ids = new Ids(7);

  @Test
  void sendsEveryIdOnceWithTheRightSignature() throws Exception {
    try (FakeReceiver receiver = FakeReceiver.start((number, callback) -> Reaction.OK)) {
      LoadResult result = new ClosedLoop(receiver.address(), 8).run(requests(500), LONG);

      assertThat(result.sent()).isEqualTo(500);
      assertThat(result.refused()).isZero();
      assertThat(result.micros().getTotalCount()).isEqualTo(500);
      Signer signer = new Signer("itwin", SECRET);
      assertThat(receiver.received())
          .allSatisfy(
              callback ->
                  assertThat(callback.signature())
                      .isEqualTo(signer.headers(callback.body(), "", 0).get("Signature")));
      Set<Long> numbers =
          receiver.received().stream().map(this::number).collect(Collectors.toSet());
      assertThat(numbers).hasSize(500).contains(100L, 599L).doesNotContain(99L, 600L);
    }
  }

  @Test
  void noticesEveryAnswerThatIsNot200() throws Exception {
    try (FakeReceiver receiver =
        FakeReceiver.start((number, callback) -> new Reaction(number % 10 == 0 ? 503 : 200, 0))) {
      LoadResult result = new ClosedLoop(receiver.address(), 4).run(requests(200), LONG);

      assertThat(result.refused()).isEqualTo(20);
      assertThat(result.perSecond()).isEqualTo(180 / result.seconds());
    }
  }

  @Test
  void countsTheTimeThatAnswersTake() throws Exception {
    try (FakeReceiver receiver =
        FakeReceiver.start((number, callback) -> new Reaction(200, number == 30 ? 300 : 20))) {
      LoadResult result = new ClosedLoop(receiver.address(), 4).run(requests(60), LONG);

      assertThat(result.micros().getMinValue()).isGreaterThan(19_000);
      assertThat(result.slowestMillis()).isGreaterThan(299);
      assertThat(result.perSecond()).isLessThan(4 / 0.020);
    }
  }

  @Test
  void endsWhenTheTimeIsOver() throws Exception {
    try (FakeReceiver receiver = FakeReceiver.start((number, callback) -> new Reaction(200, 10))) {
      LoadResult result =
          new ClosedLoop(receiver.address(), 2).run(requests(100_000), Duration.ofMillis(200));

      assertThat(result.sent()).isBetween(2L, 60L).isEqualTo(receiver.received().size());
    }
  }

  @Test
  void failsWhenAConnectionIsClosedInsteadOfAnAnswer() {
    try (FakeReceiver receiver =
        FakeReceiver.start((number, callback) -> new Reaction(number == 5 ? 0 : 200, 0))) {
      assertThatThrownBy(() -> new ClosedLoop(receiver.address(), 2).run(requests(100), LONG))
          .isInstanceOf(IOException.class);
    }
  }

  private SignedRequests requests(int count) {
    return SignedRequests.sign(ids, 100, count, SECRET);
  }

  private long number(FakeReceiver.Received callback) {
    String body = new String(callback.body(), StandardCharsets.UTF_8);
    int at = body.indexOf("\"messageId\":\"") + 13;
    return ids.number(body.substring(at, body.indexOf('"', at)));
  }
}
