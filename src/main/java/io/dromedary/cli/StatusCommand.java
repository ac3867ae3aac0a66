package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException;
import io.dromedary.admin.RuntimeStatus;
import io.dromedary.runtime.Administration;
import io.dromedary.runtime.Settings;
import io.dromedary.runtime.StartException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: the runtime at a glance. */
@Command(
    name = "status",
    description = {
      "Show the runtime at a glance: health, sources, targets, inbox, store.",
      "",
      "Where nothing runs, it shows what the store holds, and says so. The exit code is 0 when all"
          + " is healthy, and 1 when it is degraded, down, starting or not running."
    },
    footer = {
      "",
      "Examples:",
      "  dromedary status",
      "  dromedary status --watch",
      "  dromedary status --json | jq -r 'select(.target) | [.target, .pending, .dead] | @tsv'",
      "  dromedary status > /dev/null || mail -s 'Dromedary is not well' operations"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StatusCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--watch", description = "Show it again every 2 s, until Ctrl+C ends it.")
  private boolean watch;

  @Mixin private AdminOptions options = new AdminOptions();

  @Override
  public Integer call() throws Exception {
    return options.run(Objects.requireNonNull(spec), watch ? this::watch : this::once);
  }

  private int once(Settings settings, CommandLine line)
      throws AdminException, StartException, InterruptedException {
    Gathered gathered = new Gathered();
    new Administration(settings).run("status", request(), gathered);
    show(gathered, line.getOut(), Terminal.ofThisProcess());
    return gathered.result().path("status").asText().equals(RuntimeStatus.HEALTHY)
        ? Main.DONE
        : Main.NOT_AS_IT_SHOULD_BE;
  }

  private int watch(Settings settings, CommandLine line)
      throws AdminException, StartException, InterruptedException {
    Administration administration = new Administration(settings);
    Terminal terminal = Terminal.ofThisProcess();
    PrintWriter out = line.getOut();
    try (UntilCtrlC ended = UntilCtrlC.thenDone()) {
      while (!ended.happened() && !out.checkError()) {
        Gathered gathered = new Gathered();
        administration.runThere("status", request(), gathered);
        if (!options.json) {
          out.print(terminal.clear());
        }
        show(gathered, out, terminal);
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    }
    return Main.DONE;
  }

  private void show(Gathered gathered, PrintWriter out, Terminal terminal) {
    if (options.json) {
      gathered.to(new JsonLines(out, () -> false));
    } else {
      new StatusText(terminal, Clock.systemUTC()).print(gathered, out);
    }
  }

  private static ObjectNode request() {
    return JsonNodeFactory.instance.objectNode();
  }
}
