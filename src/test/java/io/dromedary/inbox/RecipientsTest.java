package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.store.Settlement.NewDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecipientsTest {
  private final Recipients recipients = new Recipients(new byte[] {1});

  @Test
  void targetsAreKeptInTheOrderInWhichTheyWereNamed() {
    recipients.add(new NewDelivery("b", null, null, null));
    recipients.add(new NewDelivery("a", null, null, null));

    assertThat(recipients.seal()).extracting(NewDelivery::target).containsExactly("b", "a");
  }

  @Test
  void theSameDeliveryTwiceIsOne() {
    recipients.add(new NewDelivery("a", null, new byte[] {2}, "{}"));
    recipients.add(new NewDelivery("a", null, new byte[] {2}, "{}"));

    assertThat(recipients.seal()).hasSize(1);
  }

  @Test
  void anotherBodyOrOtherHeadersForTheSameTargetAreRefused() {
    recipients.add(new NewDelivery("a", null, new byte[] {2}, "{}"));

    assertThatThrownBy(() -> recipients.add(new NewDelivery("a", null, new byte[] {3}, "{}")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delivery:a")
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> recipients.add(new NewDelivery("a", null, new byte[] {2}, null)))
        .hasMessageContaining("twice");
  }

  @Test
  void nothingIsAddedOnceTheRunIsSettled() {
    recipients.seal();

    assertThatThrownBy(() -> recipients.add(new NewDelivery("a", null, null, null)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delivery:a")
        .hasMessageContaining("settled");
    assertThat(recipients.seal()).isEmpty();
  }

  @Test
  void manyThreadsAddWithoutLoss() throws Exception {
    int threads = 4;
    int rounds = 2_000;
    List<Recipients> runs =
        Stream.generate(() -> new Recipients(new byte[0])).limit(rounds).toList();
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> done = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      NewDelivery delivery = new NewDelivery("t" + thread, null, null, null);
      done.add(
          pool.submit(
              () -> {
                for (Recipients run : runs) {
                  together.await(20, TimeUnit.SECONDS);
                  run.add(delivery);
                }
                return null;
              }));
    }
    for (Future<?> each : done) {
      each.get(60, TimeUnit.SECONDS);
    }
    pool.shutdown();

    assertThat(runs).allSatisfy(run -> assertThat(run.seal()).hasSize(threads));
  }
}
