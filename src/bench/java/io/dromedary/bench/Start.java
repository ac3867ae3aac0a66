package io.dromedary.bench;

import io.dromedary.bench.contestant.Dromedary;
import io.dromedary.bench.contestant.Jvm;
import io.dromedary.bench.contestant.Running;
import io.dromedary.bench.load.Probe;
import io.dromedary.bench.load.SignedRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How soon the first callback is answered, and what the process takes when it is idle. */
final class Start implements Scenario {
  private static final int OK = 200;
  private static final long LONGEST_SECONDS = 60;
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int AOT_SINCE = 25;

  /** Those of the Docker image besides the archive: docker/Dockerfile and docker/archive.sh. */
  private static final String[] OF_THE_IMAGE = {"-Xms48m", "-XX:CompileThresholdScaling=4"};

  @Override
  public String name() {
    return "start";
  }

  @Override
  public void run(Session session) throws Exception {
    Options options = session.options();
    session.add(name(), "jar", "", "megabytes", JarSizes.megabytes(options.jar()));
    Path slim = options.slimJar();
    if (Files.exists(slim)) {
      session.add(name(), "jar-slim", "", "megabytes", JarSizes.megabytes(slim));
      session.add(
          name(), "jar-slim-native", "", "megabytes", JarSizes.megabytesForThisPlatform(slim));
    }
    Map<String, Jvm> ways = ways(session);
    for (int round = 1; round <= options.starts(); round++) {
      for (Map.Entry<String, Jvm> way : ways.entrySet()) {
        measure(session, way.getKey(), way.getValue(), round == 1);
      }
    }
    ways.keySet()
        .forEach(
            way ->
                session
                    .out()
                    .printf(
                        "  %-10s first 200 after %.0f ms, idle %.0f MB%n",
                        way,
                        session.results().spread(name(), way, "", "firstAnswer").median(),
                        session.results().spread(name(), way, "", "idleMegabytes").median()));
  }

  private static Map<String, Jvm> ways(Session session) throws Exception {
    Map<String, Jvm> ways = new LinkedHashMap<>();
    ways.put("plain", Jvm.own());
    Path archive = session.options().work().resolve("classes.jsa");
    train(session, Jvm.own().with("-XX:ArchiveClassesAtExit=" + archive));
    ways.put("archive", Jvm.own().with("-XX:SharedArchiveFile=" + archive).with(OF_THE_IMAGE));
    Path newer = JavaHomes.since(AOT_SINCE);
    if (newer == null) {
      session.results().leftOut().put("Start with an AOT cache", "Java 25 beside the one in use");
      return ways;
    }
    session.results().leftOut().remove("Start with an AOT cache");
    Path cache = session.options().work().resolve("classes.aot");
    train(session, Jvm.of(newer).with("-XX:AOTCacheOutput=" + cache));
    ways.put("aot", Jvm.of(newer).with("-XX:AOTCache=" + cache).with(OF_THE_IMAGE));
    return ways;
  }

  /** Lets a process write at its end what makes the next one start sooner. */
  private static void train(Session session, Jvm jvm) throws Exception {
    try (Running running = dromedary(session, jvm).launched(session.site())) {
      awaitFirstAnswer(running);
      running.stop();
    }
  }

  private void measure(Session session, String way, Jvm jvm, boolean alsoIdle) throws Exception {
    long began = System.nanoTime();
    try (Running running = dromedary(session, jvm).launched(session.site())) {
      long answered = awaitFirstAnswer(running);
      session.add(name(), way, "", "firstAnswer", (answered - began) / 1e6);
      if (alsoIdle) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(session.options().quick() ? 2 : 10));
        session.add(name(), way, "", "idleMegabytes", residentMegabytes(running));
      }
    }
  }

  private static Dromedary dromedary(Session session, Jvm jvm) {
    Options options = session.options();
    return Dromedary.asShipped(options.jar(), options.routes()).with(jvm);
  }

  private static long awaitFirstAnswer(Running running) throws IOException {
    SignedRequests one = SignedRequests.sign(Entrant.newIds(), 0, 1, Session.SECRET);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (System.nanoTime() < deadline) {
      if (isAccepted(running, one)) {
        return System.nanoTime();
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
    throw new IOException("no callback is accepted: " + Files.readString(running.log()));
  }

  private static boolean isAccepted(Running running, SignedRequests one) {
    try {
      return Probe.status(running.address(), one, 0) == OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static double residentMegabytes(Running running) throws IOException {
    Path status = Path.of("/proc", Long.toString(running.processes().get(0).pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
        .findFirst()
        .orElseThrow();
  }
}
