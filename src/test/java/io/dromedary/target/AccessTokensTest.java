package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a token is fetched, and by whom. */
class AccessTokensTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger fetched = new AtomicInteger();

  private AccessTokens lasting(Duration lasts) {
    return new AccessTokens(
        () -> new AccessToken("token-" + fetched.incrementAndGet(), lasts), now::get);
  }

  private void after(Duration passed) {
    now.addAndGet(passed.toNanos());
  }

  @Test
  void aTokenIsUsedUntilAMinuteBeforeItsEnd() throws IOException {
    AccessTokens tokens = lasting(Duration.ofHours(1));
    assertThat(tokens.current()).isEqualTo("token-1");
    after(Duration.ofMinutes(59).minusNanos(1));
    assertThat(tokens.current()).isEqualTo("token-1");
    after(Duration.ofNanos(1));
    assertThat(tokens.current()).isEqualTo("token-2");
  }

  @Test
  void oneThatLastsForEverIsFetchedAgainAfterADay() throws IOException {
    AccessTokens tokens = lasting(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(tokens.current()).isEqualTo("token-1");
    after(Duration.ofDays(1));
    assertThat(tokens.current()).isEqualTo("token-2");
  }

  @Test
  void aShortOneIsUsedForFourFifthsOfItsTime() throws IOException {
    AccessTokens tokens = lasting(Duration.ofSeconds(10));
    tokens.current();
    after(Duration.ofSeconds(8).minusNanos(1));
    assertThat(tokens.current()).isEqualTo("token-1");
    after(Duration.ofNanos(1));
    assertThat(tokens.current()).isEqualTo("token-2");
  }

  @Test
  void theTimeOfAFetchCountsAsTimeOfItsToken() throws IOException {
    AccessTokens tokens =
        new AccessTokens(
            () -> {
              after(Duration.ofMinutes(10));
              return new AccessToken("token-" + fetched.incrementAndGet(), Duration.ofHours(1));
            },
            now::get);
    tokens.current();
    after(Duration.ofMinutes(49));
    assertThat(tokens.current()).isEqualTo("token-2");
  }

  @Test
  void aRefusedTokenIsRenewedOnceHoweverOftenItIsRefused() throws IOException {
    AccessTokens tokens = lasting(Duration.ofHours(1));
    String first = tokens.current();
    tokens.refused(first);
    assertThat(tokens.current()).isEqualTo("token-2");
    tokens.refused(first);
    assertThat(tokens.current()).isEqualTo("token-2");
  }

  @Test
  void oneFetchIsMadeForAllThatWaitAndItsFailureIsThatOfAll() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AccessTokens tokens =
        new AccessTokens(
            () -> {
              fetched.incrementAndGet();
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              throw new IOException("the endpoint is down");
            },
            now::get);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<String>> waiting = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        waiting.add(threads.submit(tokens::current));
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> fetched.get() == 1);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  Thread.getAllStackTraces().values().stream()
                          .filter(
                              stack ->
                                  List.of(stack).stream()
                                      .anyMatch(at -> at.getClassName().endsWith(".AccessTokens")))
                          .count()
                      == 8);
      release.countDown();

      for (Future<String> one : waiting) {
        assertThatThrownBy(one::get).rootCause().hasMessage("the endpoint is down");
      }
      assertThat(fetched).hasValue(1);
    } finally {
      release.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void afterAFailureTheNextOneAsksAgain() {
    AccessTokens tokens =
        new AccessTokens(
            () -> {
              throw new IOException("down " + fetched.incrementAndGet());
            },
            now::get);
    assertThatThrownBy(tokens::current).rootCause().hasMessage("down 1");
    assertThatThrownBy(tokens::current).rootCause().hasMessage("down 2");
  }

  @Test
  void aTokenIsNotShown() {
    assertThat(new AccessToken("hush", Duration.ofHours(1))).asString().doesNotContain("hush");
  }
}
