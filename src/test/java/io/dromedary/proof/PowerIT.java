package io.dromedary.proof;

import static io.dromedary.proof.Parameters.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.cli.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kill leaves the page cache alone, a loss of power does not. So the order is watched from
 * outside: no byte of a 200 is written to a socket before the sync that covers its commit has
 * returned.
 */
@ExtendWith(Proof.class)
class PowerIT {
  private static final int CONNECTIONS = 6;
  private static final Pattern ID =
      Pattern.compile("proof-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String BODY =
      """
      {"content":{},"eventType":"iModels.iModelDeleted.v1","messageId":"%s",\
      "iTwinId":"ce40a55a-6954-4de3-85c7-f796c3e423d9","enqueuedDateTime":"11/3/2023 8:07:01 PM"}\
      """;

  private final Path folder;
  private final Parameters parameters = Parameters.read();
  private final Map<Integer, List<String>> sent = new ConcurrentHashMap<>();

  PowerIT(@TempDir(factory = ProofFolder.class) Path folder) {
    this.folder = folder;
  }

  @Test
  void no200IsOnItsWayBeforeItsCommitIsOnTheDisk() throws Exception {
    Strace.require();
    Installation installation = Installation.in(folder);
    AnswersAfterSync judge = watched(through -> installation.start(through, Map.of()));

    say(
        "power: %d answers, %d syncs of the log, %d violations"
            .formatted(judge.checked(), judge.syncs(), judge.violations().size()));
    assertThat(judge.checked()).isGreaterThanOrEqualTo(parameters.answers());
    assertThat(judge.violations()).isEmpty();
    Figures.measured("power.connections", CONNECTIONS);
    Figures.measured("power.answers", judge.checked());
    Figures.measured("power.syncs", judge.syncs());
  }

  /** The check is worth something only if it finds what it is for. */
  @Test
  void theCheckFindsTheViolationWhenSynchronousIsOff() throws Exception {
    Strace.require();
    Installation installation = Installation.in(folder);
    AnswersAfterSync judge = watched(through -> installation.start(through, UnsafeMain.class));

    say(
        "power, synchronous=off: %d answers, %d violations found"
            .formatted(judge.checked(), judge.violations().size()));
    assertThat(judge.checked()).isGreaterThanOrEqualTo(parameters.answers());
    assertThat(judge.violations())
        .hasSizeGreaterThan(judge.checked() / 2)
        .allMatch(violation -> violation.endsWith("was committed, but not synced"));
    Figures.measured("power.control.answers", judge.checked());
    Figures.measured("power.control.violations", judge.violations().size());
  }

  /** Starts a child through another program. */
  private interface Start {
    ChildProcess through(List<String> program) throws IOException;
  }

  private AnswersAfterSync watched(Start start) throws Exception {
    Path trace = folder.resolve("trace");
    List<String> strace =
        Strace.command(
            trace,
            "--seccomp-bpf",
            "-s",
            "65536",
            "-e",
            "trace=pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync",
            "-e",
            "signal=none");
    long pid;
    try (ChildProcess child = start.through(strace)) {
      pid = child.pid();
      send(child.callbackPort());
      child.kill();
    }
    String log = folder.toRealPath().resolve("data/dromedary.db-wal").toString();
    AnswersAfterSync judge = new AnswersAfterSync(log, ID, sent);
    Strace.read(trace, pid, judge::take);
    return judge;
  }

  /** From several connections at once, so that commits are shared. */
  private void send(int port) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        running.add(threads.submit(() -> sendOnOneConnection(port)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Integer sendOnOneConnection(int port) throws IOException {
    try (ProviderConnection connection = ProviderConnection.open(port)) {
      List<String> ids = new ArrayList<>();
      sent.put(connection.localPort(), ids);
      while (ids.size() < parameters.answers() / CONNECTIONS + 1) {
        String id = "proof-" + UUID.randomUUID();
        byte[] body = BODY.formatted(id).getBytes(StandardCharsets.UTF_8);
        if (connection.post(new Sent("itwin", body, Digest.of(body), "")) == 200) {
          ids.add(id);
        }
      }
      return ids.size();
    }
  }
}
