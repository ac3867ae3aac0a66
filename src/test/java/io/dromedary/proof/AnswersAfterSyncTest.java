package io.dromedary.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Traces that are in order, and each way in which one is not. */
class AnswersAfterSyncTest {
  private static final String WAL = "pwrite64(11</d/x.db-wal>, ";

  // The number of the page; the size of the database, which only a commit has; salts and checksums.
  private static final String FRAME =
      WAL + "\"\\0\\0\\0\\3\\0\\0\\0\\0saltsandchecksum\", 24, 32) = 24";
  private static final String COMMITTING_FRAME =
      WAL + "\"\\0\\0\\0\\3\\0\\0\\0\\tsaltsandchecksum\", 24, 32) = 24";
  private static final String PAGE = WAL + "\"\\r\\0\\0proof-1\\0\", 4096, 56) = 4096";
  private static final String OTHER_PAGE = WAL + "\"\\n\\0\\0\", 4096, 56) = 4096";
  private static final String SYNC = "fdatasync(11</d/x.db-wal>) = 0";
  private static final String ANSWER =
      "write(33<TCPv6:[[::ffff:127.0.0.1]:8080->[::ffff:127.0.0.1]:501]>,"
          + " \"HTTP/1.1 200 OK\\r\\n\", 17) = 17";

  private static AnswersAfterSync judged(String... calls) {
    AnswersAfterSync judge =
        new AnswersAfterSync(
            "/d/x.db-wal", Pattern.compile("proof-\\d+"), Map.of(501, List.of("proof-1")));
    SystemCall.Reader reader = new SystemCall.Reader();
    for (String call : calls) {
      reader.read((call.startsWith("2 ") ? "" : "1 1.0 ") + call).forEach(judge::take);
    }
    return judge;
  }

  @Test
  void anAnswerAfterTheSyncOfItsCommitIsInOrder() {
    AnswersAfterSync judge = judged(FRAME, PAGE, COMMITTING_FRAME, OTHER_PAGE, SYNC, ANSWER);
    assertThat(judge.violations()).isEmpty();
    assertThat(judge.checked()).isOne();
    assertThat(judge.syncs()).isOne();
  }

  @Test
  void theFrameOfTheEventMayBeTheOneThatCommits() {
    assertThat(judged(COMMITTING_FRAME, PAGE, SYNC, ANSWER).violations()).isEmpty();
  }

  @Test
  void anAnswerWithoutASyncIsFound() {
    assertThat(judged(COMMITTING_FRAME, PAGE, ANSWER, SYNC).violations())
        .containsExactly("proof-1 was answered 200 and was committed, but not synced");
  }

  @Test
  void anAnswerWhileTheSyncIsUnderWayIsFound() {
    assertThat(
            judged(
                    COMMITTING_FRAME,
                    PAGE,
                    "2 1.0 fsync(11</d/x.db-wal> <unfinished ...>",
                    ANSWER,
                    "2 1.0 <... fsync resumed>) = 0")
                .violations())
        .hasSize(1);
  }

  @Test
  void aSyncThatBeganBeforeTheCommitDoesNotCoverIt() {
    assertThat(
            judged(
                    "2 1.0 fsync(11</d/x.db-wal> <unfinished ...>",
                    COMMITTING_FRAME,
                    PAGE,
                    "2 1.0 <... fsync resumed>) = 0",
                    ANSWER)
                .violations())
        .hasSize(1);
  }

  @Test
  void aSyncThatFailedDoesNotCount() {
    assertThat(
            judged(
                    COMMITTING_FRAME,
                    PAGE,
                    "fsync(11</d/x.db-wal>) = -1 EIO (Input/output error)",
                    ANSWER)
                .violations())
        .hasSize(1);
  }

  @Test
  void aSyncOfAnotherFileDoesNotCount() {
    assertThat(
            judged(COMMITTING_FRAME, PAGE, "fsync(12</d/warehouse.db-wal>) = 0", ANSWER)
                .violations())
        .hasSize(1);
  }

  @Test
  void aSyncBeforeTheCommittingFrameDoesNotCount() {
    assertThat(judged(FRAME, PAGE, SYNC, ANSWER).violations())
        .containsExactly("proof-1 was answered 200 and was written, but not committed");
  }

  @Test
  void anAnswerToWhatWasNeverWrittenIsFound() {
    assertThat(judged(COMMITTING_FRAME, OTHER_PAGE, SYNC, ANSWER).violations())
        .containsExactly("proof-1 was answered 200 and was not even written");
  }

  @Test
  void anAnswerThatNobodyAskedForIsFound() {
    assertThat(judged(COMMITTING_FRAME, PAGE, SYNC, ANSWER, ANSWER).violations())
        .containsExactly("a 200 to port 501 that nobody has asked for");
  }

  @Test
  void otherAnswersPromiseNothing() {
    AnswersAfterSync judge = judged(ANSWER.replace("200 OK", "503 No"));
    assertThat(judge.violations()).isEmpty();
    assertThat(judge.checked()).isZero();
  }
}
