package io.dromedary.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The bounds in themselves, without HTTP. */
class HttpLimitsTest {
  @Test
  void allProblemsAreNamedAtOnce() {
    Duration one = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new HttpLimits(10, 0, one, Duration.ZERO, 1, 9, one, one))
        .hasMessageContainingAll("maxHeaderSize", "bodyTimeout", "maxBytesInFlight (9)");
  }

  @Test
  void theDefaultsFitEachOther() {
    HttpLimits limits = HttpLimits.defaults();

    assertThat(limits.maxBodySize()).isEqualTo(8388608);
    assertThat(limits.maxBytesInFlight())
        .isEqualTo(Math.max(8388608, Runtime.getRuntime().maxMemory() / 4));
  }

  @Test
  void aShareOfTheBudgetIsGivenBackOnce() {
    ByteBudget budget = new ByteBudget(10);
    ByteBudget.Share one = budget.share();
    ByteBudget.Share two = budget.share();

    assertThat(one.grow(6)).isTrue();
    assertThat(two.grow(5)).isFalse();
    assertThat(budget.used()).isEqualTo(6);
    assertThat(two.grow(4)).isTrue();
    assertThat(budget.hasRoomFor(1)).isFalse();
    one.release();
    one.release();
    assertThat(budget.used()).isEqualTo(4);
    two.release();
    assertThat(budget.used()).isZero();
  }

  @Test
  void aBodyIsPutTogetherWhateverItsPieces() {
    for (int announced : new int[] {-1, 6, 100, 2}) {
      BodyBytes body = new BodyBytes(announced);
      for (String piece : new String[] {"a", "bc", "", "def"}) {
        body.append(Buffer.buffer(piece));
      }
      assertThat(body.toByteArray()).asString().isEqualTo("abcdef");
    }
    assertThat(new BodyBytes(0).toByteArray()).isEmpty();
  }

  @Test
  void aLogLinePassesOnceInAWhileAndSaysHowManyDidNot() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    RateLimit limit = new RateLimit(Duration.ofNanos(10), now::get);

    assertThat(limit.permit()).isZero();
    assertThat(limit.permit()).isEqualTo(-1);
    assertThat(limit.permit()).isEqualTo(-1);
    now.addAndGet(10);
    assertThat(limit.permit()).isEqualTo(2);
  }
}
