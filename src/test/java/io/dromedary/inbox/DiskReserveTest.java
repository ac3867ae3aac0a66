package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The reserve of 1600 bytes: a warning below 3200, a refusal below 1600, each said once. */
class DiskReserveTest {
  private static final long UNKNOWN = -1;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(DiskReserve.class);
  private long bytes;
  private final DiskReserve disk =
      new DiskReserve(
          () -> {
            if (bytes == UNKNOWN) {
              throw new IOException("the disk was taken away");
            }
            return bytes;
          },
          "data",
          1600);

  @BeforeEach
  void listen() {
    // Commands of other tests in this JVM leave the level where a command line wants it.
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  private void see(long... free) {
    for (long one : free) {
      bytes = one;
      disk.look();
    }
  }

  private List<Level> levels() {
    return log.list.stream().map(ILoggingEvent::getLevel).toList();
  }

  @Test
  void nothingIsSaidWhileThereIsTwiceTheReserve() {
    see(10_000, 3_200, 10_000);

    assertThat(disk.isUsedUp()).isFalse();
    assertThat(disk.free()).isEqualTo(10_000);
    assertThat(levels()).isEmpty();
  }

  @Test
  void belowTwiceTheReserveOneLineWarnsAndNothingIsRefused() {
    see(3_199, 3_000, 1_600);

    assertThat(disk.isUsedUp()).isFalse();
    assertThat(levels()).containsExactly(Level.WARN);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("data", "dromedary.store.minFreeSpace", "make room");
  }

  @Test
  void belowTheReserveItIsUsedUpAndOneLineSaysWhatHappensNext() {
    see(3_000, 1_599, 0, 1_000);

    assertThat(disk.isUsedUp()).isTrue();
    assertThat(disk.free()).isEqualTo(1_000);
    assertThat(levels()).containsExactly(Level.WARN, Level.ERROR);
    assertThat(log.list.get(1).getFormattedMessage())
        .contains("answered 503", "what was accepted is routed");
  }

  @Test
  void whenThereIsRoomAgainOneLineSaysSo() {
    see(1_000, 10_000, 10_000);

    assertThat(disk.isUsedUp()).isFalse();
    assertThat(levels()).containsExactly(Level.ERROR, Level.INFO);
    assertThat(log.list.get(1).getFormattedMessage()).contains("taken again");
  }

  @Test
  void aLittleRoomMoreOpensAndClosesNothing() {
    see(1_599, 1_600, 1_599, 1_699, 1_590);
    assertThat(disk.isUsedUp()).isTrue();
    assertThat(levels()).containsExactly(Level.ERROR);

    see(1_700, 1_600, 1_700);
    assertThat(disk.isUsedUp()).isFalse();
    assertThat(levels()).containsExactly(Level.ERROR, Level.INFO);

    see(3_200, 3_299, 3_199);
    assertThat(levels()).as("still low").hasSize(2);
    see(3_300, 3_200, 3_199);
    assertThat(levels()).containsExactly(Level.ERROR, Level.INFO, Level.INFO, Level.WARN);
  }

  @Test
  void aDiskThatCannotBeLookedAtClosesNothingAndIsNamedOnce() {
    see(1_000, UNKNOWN, UNKNOWN);

    assertThat(disk.isUsedUp()).isFalse();
    assertThat(disk.free()).isEqualTo(-1);
    assertThat(levels()).containsExactly(Level.ERROR, Level.WARN);
    assertThat(log.list.get(1).getFormattedMessage()).contains("data", "taken away");

    see(1_000);
    assertThat(disk.isUsedUp()).isTrue();
  }

  @Test
  void noReserveRefusesNothing() {
    DiskReserve none = new DiskReserve(() -> 0, "data", 0);
    none.look();

    assertThat(none.isUsedUp()).isFalse();
    assertThat(levels()).isEmpty();
  }

  @Test
  void aReserveBeyondAllBytesIsAReserve() {
    DiskReserve all = new DiskReserve(() -> Long.MAX_VALUE - 1, "data", Long.MAX_VALUE);
    all.look();

    assertThat(all.isUsedUp()).isTrue();
  }
}
