package io.dromedary.cli;

import io.dromedary.runtime.Dromedary;
import io.dromedary.runtime.Settings;
import io.dromedary.runtime.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: takes callbacks until the process is told to end. */
@Command(
    name = "run",
    description = "Take callbacks until the process is told to end (the default).",
    footer = {
      "",
      "Examples:",
      "  dromedary run",
      "  dromedary run --port 8081 --management-port 9877 --data /var/lib/dromedary",
      "  dromedary run --config /etc/dromedary/application.properties --routes /etc/dromedary/routes"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Mixin private RuntimeOptions options = new RuntimeOptions();

  @Override
  public Integer call() throws Exception {
    return run(options);
  }

  static int run(RuntimeOptions options) throws Exception {
    if (options.verbose) {
      LogOutput.verbose();
    }
    long began = System.nanoTime();
    Settings settings =
        Settings.read(
            new Settings.Options(
                options.where.config,
                options.routes,
                options.where.data,
                options.port,
                options.managementPort,
                Map.of()),
            System::getenv);
    refuseEmptyFolder(settings);
    Dromedary dromedary = Dromedary.start(settings);
    CountDownLatch ended = closeAtExit(dromedary);
    describe(dromedary, (System.nanoTime() - began) / 1_000_000);
    ended.await();
    return Main.DONE;
  }

  private static void refuseEmptyFolder(Settings settings) throws StartException {
    if (!Files.isDirectory(settings.routes())) {
      throw new StartException(
          "there are no routes in "
              + settings.routes()
              + " (in "
              + Path.of("").toAbsolutePath()
              + "). Write the shipped routes and configuration with 'init', and edit them; or name"
              + " a folder with --routes",
          null);
    }
  }

  /** The process ends when its hooks have run, so the hook waits for the stop. */
  private static CountDownLatch closeAtExit(Dromedary dromedary) {
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("Stopping: no more callbacks are taken");
                  dromedary.close();
                  LOG.info("Stopped");
                  ended.countDown();
                },
                "dromedary-stop"));
    return ended;
  }

  private static void describe(Dromedary dromedary, long millis) {
    Settings settings = dromedary.settings();
    LOG.info(
        "Sources: {}. Targets: {}",
        String.join(", ", dromedary.sources().stream().sorted().toList()),
        dromedary.targets().entrySet().stream()
            .map(
                target ->
                    target.getKey() + (Boolean.TRUE.equals(target.getValue()) ? "" : " (off)"))
            .collect(Collectors.joining(", ")));
    LOG.info(
        "Events are kept in {}; health and metrics on http://{}:{}/observe/",
        settings.storeFile(),
        settings.managementHost(),
        dromedary.managementPort());
    LOG.info(
        "Dromedary {} takes callbacks on {}://{}:{}/callbacks/ after {} ms",
        Version.dromedary(),
        settings.keystore() == null ? "http" : "https",
        settings.host(),
        dromedary.port(),
        millis);
  }
}
