package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.store.Settlement.NewDelivery;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecipientsTest {
  private final Recipients recipients = new Recipients(new byte[] {1});

  @Test
  void targetsAreKeptInTheOrderInWhichTheyWereNamed() {
    recipients.add(new NewDelivery("b", null, null));
    recipients.add(new NewDelivery("a", null, null));

    assertThat(recipients.seal()).extracting(NewDelivery::target).containsExactly("b", "a");
  }

  @Test
  void theSameDeliveryTwiceIsOne() {
    recipients.add(new NewDelivery("a", new byte[] {2}, "{}"));
    recipients.add(new NewDelivery("a", new byte[] {2}, "{}"));

    assertThat(recipients.seal()).hasSize(1);
  }

  @Test
  void anotherBodyOrOtherHeadersForTheSameTargetAreRefused() {
    recipients.add(new NewDelivery("a", new byte[] {2}, "{}"));

    assertThatThrownBy(() -> recipients.add(new NewDelivery("a", new byte[] {3}, "{}")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delivery:a")
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> recipients.add(new NewDelivery("a", new byte[] {2}, null)))
        .hasMessageContaining("twice");
  }

  @Test
  void nothingIsAddedOnceTheRunIsSettled() {
    recipients.seal();

    assertThatThrownBy(() -> recipients.add(new NewDelivery("a", null, null)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("delivery:a")
        .hasMessageContaining("settled");
    assertThat(recipients.seal()).isEmpty();
  }

  @Test
  void manyThreadsAddWithoutLoss() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    for (int i = 0; i < 1000; i++) {
      String target = "t" + i % 100;
      pool.execute(() -> recipients.add(new NewDelivery(target, null, null)));
    }
    pool.shutdown();

    assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(recipients.seal()).hasSize(100);
  }
}
