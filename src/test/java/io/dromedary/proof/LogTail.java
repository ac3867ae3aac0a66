package io.dromedary.proof;

import io.dromedary.cli.ChildProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Follows the log of a child, line by line. */
final class LogTail implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final ChildProcess child;
  private final RandomAccessFile file;
  private String unfinished = "";

  private LogTail(ChildProcess child, RandomAccessFile file) {
    this.child = child;
    this.file = file;
  }

  /** From its end on. */
  static LogTail of(ChildProcess child) throws IOException {
    RandomAccessFile file = new RandomAccessFile(child.outputFile().toFile(), "r");
    file.seek(file.length());
    return new LogTail(child, file);
  }

  /** Waits for the next line that has this in it; lines before it are passed over. */
  void await(String part, String after) {
    Pattern line = Pattern.compile(part);
    try {
      Awaitility.await()
          .atMost(LONGEST)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> finds(line));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "no further line of the log has " + part + " after " + after + Said.end(child), e);
    }
  }

  private boolean finds(Pattern line) throws IOException {
    byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
    file.readFully(bytes);
    String text = unfinished + new String(bytes, StandardCharsets.UTF_8);
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      String next = text.substring(from, end);
      from = end + 1;
      if (line.matcher(next).find()) {
        unfinished = text.substring(from);
        return true;
      }
    }
    unfinished = text.substring(from);
    return false;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
