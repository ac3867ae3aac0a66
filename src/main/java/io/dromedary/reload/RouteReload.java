package io.dromedary.reload;

import io.dromedary.callback.CallbackHttpServer;
import io.dromedary.validation.Configuration;
import io.dromedary.validation.Finding;
import io.dromedary.validation.RouteFile;
import io.dromedary.validation.RouteFiles;
import io.dromedary.validation.RouteValidation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has edits of the route files take effect while they run: checked and rehearsed first, then
 * exactly what has changed is replaced; or refused, and what ran before runs on.
 *
 * <p>Thread-safe; edits are taken one after the other, on a thread of its own.
 */
public final class RouteReload implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
  private static final int SAID = 20;

  private final Configuration configuration;
  private final IdleRoutes idleRoutes;
  private final String besides;
  private final CamelContext context;
  private final Consumer<List<RouteFile>> follows;
  private final Clock clock;
  private final Rehearsal rehearsal;
  private final LiveRoutes live;
  private RouteSet running;
  private boolean refused;
  private Set<Finding> doubts = Set.of();
  private volatile Generation generation;
  private volatile @Nullable RouteWatch watch;

  /**
   * Nothing is watched yet.
   *
   * @param initial what runs
   * @param follows is told the files of what runs, whenever these are others than before; on the
   *     thread that reloads
   * @param besides what the fingerprint is of, besides the routes
   */
  public RouteReload(
      Configuration configuration,
      CamelContext context,
      CallbackHttpServer server,
      InitialRoutes initial,
      IdleRoutes idleRoutes,
      Consumer<List<RouteFile>> follows,
      String besides,
      Clock clock) {
    this.configuration = configuration;
    this.idleRoutes = idleRoutes;
    this.besides = besides;
    this.context = context;
    this.follows = follows;
    this.clock = clock;
    this.rehearsal = new Rehearsal(configuration, idleRoutes);
    this.live = new LiveRoutes(context, server, idleRoutes, initial.idle());
    this.running = initial.set();
    this.generation = new Generation(1, running.fingerprint(besides), clock.instant());
  }

  /** Which set of routes runs. */
  public Generation generation() {
    return generation;
  }

  /**
   * Begins to watch a folder.
   *
   * @param interval from one look to the next
   */
  public void watch(Path folder, Duration interval) {
    RouteWatch begun = new RouteWatch(folder, interval, this::take);
    watch = begun;
    begun.start();
  }

  /** Does something that no edit of the routes may come between. */
  public synchronized void alone(Runnable what) {
    what.run();
  }

  /** The same routes with something else beneath them, such as secrets. */
  public synchronized Generation advance() {
    generation = new Generation(generation.number() + 1, generation.fingerprint(), clock.instant());
    return generation;
  }

  /** Starts the routes that waited for a secret which is there by now. */
  public synchronized void wake() {
    if (live.idle().isEmpty()) {
      return;
    }
    try {
      Set<String> waking = new HashSet<>(live.idle());
      waking.removeAll(idleRoutes.of(context, running.files()));
      if (!waking.isEmpty()) {
        put(running, Difference.between(running, running, waking));
        LOG.info("Routes that waited for a secret have started: {}", RouteSet.sorted(waking));
      }
    } catch (RefusedException e) {
      LOG.error("Routes that waited for a secret do not start: {}", e.getMessage());
    }
  }

  /** Takes what was read, or refuses it; nothing when it says what runs already. */
  synchronized void take(RouteFiles read) {
    long began = System.nanoTime();
    List<Path> leftOut = RouteValidation.leftOut(read.files(), configuration);
    RouteSet now = new RouteSet(read.files(), leftOut);
    boolean readable = read.findings().stream().noneMatch(Finding::isError);
    if (readable && now.saysTheSame(running)) {
      sameAsBefore(now);
      return;
    }
    try {
      RouteValidation validation = RouteValidation.beforeStart(read, configuration);
      List<Finding> findings = validation.findings();
      if (findings.stream().anyMatch(Finding::isError)) {
        throw new RefusedException(findings, null);
      }
      long checked = System.nanoTime();
      Difference difference = difference(now);
      long rehearsed = System.nanoTime();
      replace(now, difference);
      LOG.info(
          "The routes are now generation {}: {} (checked in {} ms, rehearsed in {} ms, replaced in"
              + " {} ms)",
          generation,
          difference.summary(),
          (checked - began) / 1_000_000,
          (rehearsed - checked) / 1_000_000,
          (System.nanoTime() - rehearsed) / 1_000_000);
      say(validation, findings);
    } catch (RefusedException e) {
      refuse(e);
    } catch (RuntimeException | LinkageError e) {
      LOG.error("Taking an edit of the route files failed unexpectedly", e);
      refuse(
          new RefusedException(
              List.of(
                  Finding.error(
                      null, "the edit cannot be taken: " + Failures.reason(e), "See the log")),
              e));
    }
  }

  /** Only its places in the files may have changed; or what was refused was taken back. */
  private void sameAsBefore(RouteSet now) {
    running = now;
    follows.accept(now.all());
    if (refused) {
      refused = false;
      LOG.info("The route files say again what runs, generation {}", generation);
      tell(listener -> listener.applied(generation));
    }
  }

  private Difference difference(RouteSet now) throws RefusedException {
    Difference difference = Difference.between(running, now, Set.of());
    Set<String> idle = rehearsal.of(now, difference);
    Set<String> turned = new HashSet<>(idle);
    turned.addAll(live.idle());
    turned.removeIf(id -> idle.contains(id) == live.idle().contains(id));
    return turned.isEmpty() ? difference : Difference.between(running, now, turned);
  }

  private void replace(RouteSet now, Difference difference) throws RefusedException {
    put(now, difference);
    refused = false;
    generation = new Generation(generation.number() + 1, now.fingerprint(besides), clock.instant());
    tell(listener -> listener.applied(generation));
  }

  private void put(RouteSet now, Difference difference) throws RefusedException {
    LiveRoutes.Outcome outcome = live.replace(running, now, difference);
    if (outcome instanceof LiveRoutes.Outcome.PutBack putBack) {
      throw new RefusedException(putBack.findings(), null);
    }
    if (outcome instanceof LiveRoutes.Outcome.Broken broken) {
      running = broken.left();
      throw new RefusedException(broken.findings(), null);
    }
    running = now;
    follows.accept(now.all());
  }

  private void refuse(RefusedException e) {
    refused = true;
    List<Finding> errors = e.findings().stream().filter(Finding::isError).toList();
    errors.stream().limit(SAID).forEach(finding -> LOG.error("{}", finding));
    if (errors.size() > SAID) {
      LOG.error("{} more; 'validate' shows all", errors.size() - SAID);
    }
    LOG.error(
        "The edit of the route files is refused, and generation {} runs on. The next edit is looked"
            + " at again; a start with these files would be refused as well",
        generation);
    tell(listener -> listener.refused(e.findings()));
  }

  /** What is doubtful, once. */
  private void say(RouteValidation validation, List<Finding> findings) {
    Set<Finding> all = new HashSet<>(findings);
    all.addAll(validation.doubts());
    all.stream()
        .filter(doubt -> !doubts.contains(doubt))
        .limit(SAID)
        .forEach(doubt -> LOG.warn("{}", doubt));
    doubts = all;
  }

  private void tell(Consumer<ReloadListener> news) {
    for (ReloadListener listener : context.getRegistry().findByType(ReloadListener.class)) {
      try {
        news.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("A listener failed; the reload goes on without it", e);
      }
    }
  }

  /** Watches no more; an edit that is being taken is finished, or left after some seconds. */
  @Override
  public void close() {
    RouteWatch watching = watch;
    if (watching != null) {
      watching.close();
    }
  }
}
