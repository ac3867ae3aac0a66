package io.dromedary.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The begin or the return of a system call, as strace writes it with {@code -f -ttt -yy}. strace
 * stops the thread at both and writes them in the order of the stops: what stands earlier had
 * happened before.
 *
 * @param name for example {@code fsync}
 * @param arguments as written; all of them at the return, perhaps not at the begin
 * @param result null at the begin; -1 for a failure, or when the process ended within
 */
record SystemCall(int thread, String name, String arguments, @Nullable Long result) {
  private static final Pattern LINE = Pattern.compile("^(\\d+) +\\d+\\.\\d+ (.*)$");
  private static final Pattern BEGIN = Pattern.compile("^(\\w+)\\(");
  private static final Pattern RESUMED = Pattern.compile("^<\\.\\.\\. (\\w+) resumed> ?");
  private static final Pattern RESULT = Pattern.compile("^(-?\\d+)(?: .*)?$");
  private static final Pattern FILE =
      Pattern.compile("^\\d+<(.*?)>(?:\\(deleted\\))?(?:,|\\)|$| )");
  private static final String UNFINISHED = " <unfinished ...>";
  private static final String RETURNS = ") = ";

  /** Reads one trace; lines in their order. */
  static final class Reader {
    private final Map<Integer, String> unfinished = new HashMap<>();

    /** What a line tells: nothing, a begin, a return, or both. */
    List<SystemCall> read(String line) {
      Matcher whole = LINE.matcher(line);
      if (!whole.matches()) {
        throw new IllegalArgumentException("not a line of strace -f -ttt: " + line);
      }
      int thread = Integer.parseInt(whole.group(1));
      String told = whole.group(2);
      Matcher resumed = RESUMED.matcher(told);
      if (resumed.find()) {
        String begun = unfinished.remove(thread);
        return begun == null
            ? List.of()
            : List.of(returned(thread, begun + told.substring(resumed.end())));
      }
      if (!BEGIN.matcher(told).find()) {
        // A signal, or the end of a thread.
        return List.of();
      }
      if (told.endsWith(UNFINISHED)) {
        String begun = told.substring(0, told.length() - UNFINISHED.length());
        unfinished.put(thread, begun);
        return List.of(begun(thread, begun));
      }
      List<SystemCall> both = new ArrayList<>();
      both.add(begun(thread, told));
      both.add(returned(thread, told));
      return both;
    }

    private static SystemCall begun(int thread, String text) {
      int end = text.lastIndexOf(RETURNS);
      return new SystemCall(
          thread, name(text), arguments(text, end < 0 ? text.length() : end), null);
    }

    private static SystemCall returned(int thread, String text) {
      // strace pads short calls with blanks in front of the equals sign.
      String evened = text.replaceFirst("\\) += ([^\"]*)$", ") = $1");
      int end = evened.lastIndexOf(RETURNS);
      if (end < 0) {
        throw new IllegalArgumentException("a system call that does not return: " + text);
      }
      Matcher result = RESULT.matcher(evened.substring(end + RETURNS.length()));
      return new SystemCall(
          thread,
          name(evened),
          arguments(evened, end),
          result.matches() ? Long.parseLong(result.group(1)) : -1L);
    }

    private static String name(String text) {
      return text.substring(0, text.indexOf('('));
    }

    private static String arguments(String text, int end) {
      return text.substring(text.indexOf('(') + 1, end);
    }
  }

  /** Whether it has returned, and without a failure. */
  boolean succeeded() {
    Long returned = result;
    return returned != null && returned >= 0;
  }

  boolean begins() {
    return result == null;
  }

  /** The file or socket that its first argument is open on; empty when there is none. */
  String file() {
    Matcher file = FILE.matcher(arguments);
    return file.find() ? file.group(1) : "";
  }

  /** The data that it writes, as bytes in the range of a char each; empty when there are none. */
  String data() {
    int from = arguments.indexOf('"');
    int to = arguments.lastIndexOf('"');
    return from < 0 || to <= from ? "" : unescaped(arguments, from + 1, to);
  }

  private static String unescaped(String text, int from, int to) {
    StringBuilder bytes = new StringBuilder(to - from);
    int at = from;
    while (at < to) {
      char next = text.charAt(at++);
      if (next != '\\') {
        bytes.append(next);
        continue;
      }
      char escaped = text.charAt(at++);
      if (escaped < '0' || escaped > '7') {
        bytes.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              case 'f' -> '\f';
              case 'v' -> '\u000b';
              default -> escaped;
            });
        continue;
      }
      int value = escaped - '0';
      for (int digits = 1; digits < 3 && at < to && isOctal(text.charAt(at)); digits++) {
        value = value * 8 + text.charAt(at++) - '0';
      }
      bytes.append((char) value);
    }
    return bytes.toString();
  }

  private static boolean isOctal(char digit) {
    return digit >= '0' && digit <= '7';
  }
}
