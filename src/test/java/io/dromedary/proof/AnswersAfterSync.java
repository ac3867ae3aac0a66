package io.dromedary.proof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges a trace: was each event on the disk before the first byte of its 200 was on its way?
 *
 * <p>On the disk means, for the write-ahead log of SQLite (sqlite.org/fileformat2.html, section 4):
 * a frame with the page that contains the event was written; then, or with it, a frame that commits
 * (its header has a size of the database); then an fsync or fdatasync of the log began, and
 * returned 0.
 */
final class AnswersAfterSync {
  private static final Set<String> SYNCS = Set.of("fsync", "fdatasync");
  private static final Set<String> PWRITES = Set.of("pwrite64", "pwritev");
  private static final Set<String> SENDS = Set.of("write", "writev", "sendto", "sendmsg");
  private static final Pattern PEER = Pattern.compile("->.*:(\\d+)\\]$");
  private static final int FRAME_HEADER = 24;
  private static final int LOG_HEADER = 32;

  private final String log;
  private final Pattern id;
  private final Map<Integer, List<String>> sent;
  private final Map<Integer, Integer> answered = new HashMap<>();

  private final Set<String> written = new HashSet<>();
  private final Set<String> committed = new HashSet<>();
  private final Map<Integer, Set<String>> beingSynced = new HashMap<>();
  private final Set<String> synced = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private boolean frameCommits;
  private int syncs;
  private int checked;

  /**
   * @param log the write-ahead log's path
   * @param id what the id of an event looks like
   * @param sent the ids of the events sent on each connection, in order; by the sender's port
   */
  AnswersAfterSync(String log, Pattern id, Map<Integer, List<String>> sent) {
    this.log = log;
    this.id = id;
    this.sent = sent;
  }

  /** Takes the next step of the trace. */
  void take(SystemCall call) {
    if (SENDS.contains(call.name()) && call.begins()) {
      answer(call);
    } else if (call.file().equals(log)) {
      toLog(call);
    }
  }

  private void toLog(SystemCall call) {
    if (SYNCS.contains(call.name())) {
      sync(call);
    } else if (PWRITES.contains(call.name()) && call.succeeded()) {
      String data = call.data();
      if (data.length() == FRAME_HEADER) {
        frameCommits = !data.startsWith("\0\0\0\0", 4);
      } else if (data.length() != LOG_HEADER) {
        page(data);
      }
    }
  }

  private void page(String data) {
    Matcher ids = id.matcher(data);
    while (ids.find()) {
      written.add(ids.group());
    }
    if (frameCommits) {
      committed.addAll(written);
      written.clear();
    }
  }

  private void sync(SystemCall call) {
    if (call.begins()) {
      beingSynced.put(call.thread(), Set.copyOf(committed));
      return;
    }
    Set<String> covered = beingSynced.remove(call.thread());
    if (covered != null && call.succeeded()) {
      syncs++;
      synced.addAll(covered);
      committed.removeAll(covered);
    }
  }

  private void answer(SystemCall call) {
    Matcher peer = PEER.matcher(call.file());
    if (!peer.find() || !call.data().startsWith("HTTP/1.1 200 ")) {
      return;
    }
    int port = Integer.parseInt(peer.group(1));
    List<String> ids = sent.getOrDefault(port, List.of());
    int number = answered.merge(port, 1, Integer::sum) - 1;
    if (number >= ids.size()) {
      violations.add("a 200 to port " + port + " that nobody has asked for");
      return;
    }
    checked++;
    String answeredId = ids.get(number);
    if (!synced.contains(answeredId)) {
      violations.add(answeredId + " was answered 200 and was " + state(answeredId));
    }
  }

  private String state(String event) {
    if (committed.contains(event)) {
      return "committed, but not synced";
    }
    return written.contains(event) ? "written, but not committed" : "not even written";
  }

  /** Each answer that came too early. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** How many answers were looked at. */
  int checked() {
    return checked;
  }

  /** How many syncs of the log there were. */
  int syncs() {
    return syncs;
  }
}
