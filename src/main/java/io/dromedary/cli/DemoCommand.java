package io.dromedary.cli;

import io.dromedary.demo.Demo;
import io.dromedary.demo.DemoResult;
import io.dromedary.runtime.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: one event of each type, signed, sent, kept, routed and delivered. */
@Command(
    name = "demo",
    description = {
      "Send one signed event of each type through it, and show where they arrived.",
      "",
      "It runs with secrets made for this run. Routes and configuration are those of this folder,"
          + " else the shipped ones; the state is kept in a new temporary folder unless --data"
          + " names one. A receiver inside the demo plays the partner."
    },
    footer = {"", "Examples:", "  dromedary demo --exit", "  dromedary demo"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private RuntimeOptions options = new RuntimeOptions();

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT",
      description = "Of a Kafka cluster: turns the target bus on.")
  private @Nullable String brokers;

  @Option(
      names = "--exit",
      description = "End when all is delivered; exit code 1 when something is not.")
  private boolean exit;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (options.verbose) {
      LogOutput.verbose();
    } else {
      LogOutput.onlyWarnings();
    }
    try (Demo demo = Demo.start(new Demo.Setup(settings(out), brokers))) {
      DemoResult result = demo.run(progress(out));
      out.println();
      result.print(out);
      out.println();
      if (!result.complete()) {
        out.println("Not every event is in every target.");
      }
      if (exit) {
        return result.complete() ? Main.DONE : Main.NOT_AS_IT_SHOULD_BE;
      }
      waitForTheEnd(demo, out);
      return result.complete() ? Main.DONE : Main.NOT_AS_IT_SHOULD_BE;
    }
  }

  private Settings.Options settings(PrintWriter out) throws IOException {
    Path data =
        options.where.data == null
            ? Files.createTempDirectory("dromedary-demo-")
            : options.where.data;
    Path routes = options.routes;
    Path config = options.where.config;
    if (routes == null && !Files.isDirectory(Settings.DEFAULT_ROUTES)) {
      Path shipped = data.resolve("shipped");
      ShippedFiles.writeTo(shipped);
      routes = shipped.resolve("routes");
      out.println("Routes: the shipped ones, in " + routes);
    }
    return new Settings.Options(
        config,
        routes,
        data,
        free("--port", options.port, 8080, out),
        free("--management-port", options.managementPort, 9876, out),
        Map.of());
  }

  /** A port that somebody else has is replaced: a demo should not fail for that. */
  private static int free(String option, @Nullable Integer given, int usual, PrintWriter out)
      throws IOException {
    int wanted = given == null ? usual : given;
    try (ServerSocket probe = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException taken) {
      try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        out.printf("Port %d is taken; %s is %d now.%n", wanted, option, any.getLocalPort());
        return any.getLocalPort();
      }
    }
  }

  private static Consumer<Integer> progress(PrintWriter out) {
    boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
    return percent -> {
      if (terminal) {
        out.printf("\rDelivered: %3d %%", percent);
        out.flush();
      } else if (percent == 100) {
        out.print("Delivered: 100 %");
      }
    };
  }

  private static void waitForTheEnd(Demo demo, PrintWriter out) throws InterruptedException {
    out.printf(
        "Still running: callbacks on http://127.0.0.1:%d/callbacks/, health and metrics on"
            + " http://127.0.0.1:%d/observe/. Ctrl-C ends it.%n",
        demo.dromedary().port(), demo.dromedary().managementPort());
    CountDownLatch never = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "dromedary-demo-stop"));
    never.await();
  }
}
