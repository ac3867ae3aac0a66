package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of strace, as version 6.1 writes them. */
class SystemCallTest {
  private final SystemCall.Reader reader = new SystemCall.Reader();

  @Test
  void aCallOnOneLineBeginsAndReturns() {
    List<SystemCall> calls = reader.read("32508 1795340152.486117 fsync(11</d/x.db-wal>) = 0");
    assertThat(calls)
        .containsExactly(
            new SystemCall(32508, "fsync", "11</d/x.db-wal>", null),
            new SystemCall(32508, "fsync", "11</d/x.db-wal>", 0L));
    assertThat(calls.get(0).file()).isEqualTo("/d/x.db-wal");
    assertThat(calls.get(0).begins()).isTrue();
    assertThat(calls.get(0).succeeded()).isFalse();
    assertThat(calls.get(1).begins()).isFalse();
    assertThat(calls.get(1).succeeded()).isTrue();
  }

  @Test
  void aCallThatOthersInterruptReturnsWhereItIsResumed() {
    assertThat(reader.read("7 1.5 fdatasync(11</d/x.db-wal> <unfinished ...>"))
        .containsExactly(new SystemCall(7, "fdatasync", "11</d/x.db-wal>", null));
    assertThat(reader.read("8 1.6 fsync(12</d/y>) = 0")).hasSize(2);
    assertThat(reader.read("7 1.7 <... fdatasync resumed>) = 0"))
        .containsExactly(new SystemCall(7, "fdatasync", "11</d/x.db-wal>", 0L));
  }

  @Test
  void aFailureIsNoSuccessWhateverItIsCalled() {
    SystemCall failed =
        reader.read("7 1.5 fsync(11</d/x>) = -1 EIO (Input/output error) (INJECTED)").get(1);
    assertThat(failed.result()).isEqualTo(-1);
    assertThat(failed.succeeded()).isFalse();
  }

  @Test
  void aCallWithinWhichTheProcessEndedHasNotSucceeded() {
    assertThat(reader.read("7 1.5 fsync(11</d/x>)               = ?").get(1).succeeded()).isFalse();
  }

  @Test
  void dataAreBytesWhateverTheyAreWrittenAs() {
    SystemCall call =
        reader
            .read(
                "7 1.5 pwrite64(11</d/x>, \"\\0\\1\\17\\353a\\0019\\n"
                    + "\\\"\\\\) = 5\", 4096, 32) = 4096")
            .get(1);
    assertThat(call.data()).isEqualTo("\0\u0001\u000f\u00eba\u00019\n\"\\) = 5");
    assertThat(call.result()).isEqualTo(4096);
    assertThat(call.file()).isEqualTo("/d/x");
  }

  @Test
  void aSocketIsNamedByBothItsEnds() {
    SystemCall call =
        reader
            .read(
                "7 1.5 write(33<TCPv6:[[::ffff:127.0.0.1]:18080->[::ffff:127.0.0.1]:33772]>,"
                    + " \"HTTP/1.1 200 OK\\r\\n\", 17) = 17")
            .get(0);
    assertThat(call.file()).isEqualTo("TCPv6:[[::ffff:127.0.0.1]:18080->[::ffff:127.0.0.1]:33772]");
    assertThat(call.data()).isEqualTo("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void signalsAndEndsOfThreadsAreNoCalls() {
    assertThat(reader.read("7 1.5 --- SIGSEGV {si_signo=SIGSEGV} ---")).isEmpty();
    assertThat(reader.read("7 1.5 +++ killed by SIGKILL +++")).isEmpty();
  }

  @Test
  void anythingElseIsNotUnderstoodAndSaysSo() {
    assertThatThrownBy(() -> reader.read("strace: Process 7 attached"))
        .hasMessageContaining("Process 7 attached");
  }
}
