package io.dromedary.demo;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import io.dromedary.demo.Tally.Domain;
import io.dromedary.provider.AnswerRule;
import io.dromedary.provider.Reply;
import io.dromedary.provider.Sender;
import io.dromedary.runtime.Dromedary;
import io.dromedary.runtime.Settings;
import io.dromedary.runtime.StartException;
import io.dromedary.signature.Signer;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime with secrets made for this run, a partner that plays along, and one event of each
 * type sent through it over HTTP.
 */
public final class Demo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Dromedary dromedary;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Sender> senders;
  private final Map<String, TargetView> targets = new TreeMap<>();
  private final Map<String, Tally> before = new TreeMap<>();

  private Demo(Dromedary dromedary, Map<String, Sender> senders, List<TargetView> targets) {
    this.dromedary = dromedary;
    this.senders = senders;
    for (TargetView target : targets) {
      this.targets.put(target.name(), target);
      this.before.put(target.name(), tallyOf(target));
    }
  }

  /**
   * What the demo is started with.
   *
   * @param options of the runtime
   * @param brokers of Kafka; null: the bus stays as the configuration has it
   */
  public record Setup(Settings.Options options, @Nullable String brokers) {}

  /**
   * Starts runtime and partner.
   *
   * @throws StartException when the runtime cannot start
   */
  public static Demo start(Setup setup) throws Exception {
    Partner partner = new Partner();
    String itwin = secret();
    String aps = secret();
    Map<String, String> properties = new TreeMap<>(setup.options().properties());
    properties.put("dromedary.host", "127.0.0.1");
    properties.put("dromedary.target.partner.url", partner.url());
    if (setup.brokers() != null) {
      properties.put("dromedary.target.bus.brokers", setup.brokers());
    }
    Dromedary dromedary;
    try {
      Settings settings =
          Settings.read(
              with(setup.options(), properties),
              environment(Map.of("ITWIN_SECRET", itwin, "APS_SECRET", aps)));
      dromedary = Dromedary.start(settings);
    } catch (StartException | RuntimeException e) {
      partner.close();
      throw e;
    }
    Map<String, Sender> senders =
        Map.of(
            "itwin", new Sender("itwin", new Signer("itwin", itwin)),
            "aps", new Sender("aps", new Signer("aps", aps)));
    return new Demo(dromedary, senders, views(dromedary, partner));
  }

  private static String secret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The secrets of the demo stand in front of those of the environment. */
  private static UnaryOperator<@Nullable String> environment(Map<String, String> secrets) {
    return name -> {
      if (name == null || secrets.containsKey(name.replaceFirst("_FILE$", ""))) {
        return name == null ? null : secrets.get(name);
      }
      return System.getenv(name);
    };
  }

  private static Settings.Options with(Settings.Options options, Map<String, String> properties) {
    return new Settings.Options(
        options.config(),
        options.routes(),
        options.data(),
        options.listen(),
        options.managementListen(),
        properties);
  }

  private static List<TargetView> views(Dromedary dromedary, Partner partner) {
    List<TargetView> views = new ArrayList<>();
    Map<String, Boolean> on = dromedary.targets();
    if (on.getOrDefault("warehouse", false)) {
      DataSource warehouse =
          dromedary.camelContext().getRegistry().lookupByNameAndType("warehouse", DataSource.class);
      views.add(
          new WarehouseView(
              warehouse,
              resolve(
                  dromedary,
                  "{{dromedary.target.warehouse.url:jdbc:sqlite:{{dromedary.data}}/warehouse.db}}")));
    }
    if (on.getOrDefault("archive", false)) {
      views.add(
          new ArchiveView(
              Path.of(
                  resolve(
                      dromedary,
                      "{{dromedary.target.archive.folder:{{dromedary.data}}/archive}}"))));
    }
    if (on.getOrDefault("partner", false)) {
      views.add(partner);
    }
    if (on.getOrDefault("bus", false)) {
      views.add(new BusView(resolve(dromedary, "{{dromedary.target.bus.brokers}}")));
    }
    return views;
  }

  private static String resolve(Dromedary dromedary, String text) {
    return dromedary.camelContext().resolvePropertyPlaceholders(text);
  }

  /** The runtime. */
  public Dromedary dromedary() {
    return dromedary;
  }

  /**
   * Sends one event of each type, of the sources that have a route here, and waits until all are in
   * all targets, or a minute has passed.
   *
   * @param progress is told how far it is, in percent of the deliveries
   */
  public DemoResult run(Consumer<Integer> progress) throws Exception {
    Tally sent = Tally.NOTHING;
    Tally accepted = Tally.NOTHING;
    Set<String> sources = dromedary.sources();
    for (EventEntry sample : Catalogue.shipped().listed()) {
      if (!sources.contains(sample.source())) {
        continue;
      }
      Domain domain = new Domain(sample.source(), sample.domain());
      sent = sent.plus(domain);
      if (send(sample)) {
        accepted = accepted.plus(domain);
      }
    }
    Report report = look(sent, accepted);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!report.complete() && System.nanoTime() - deadline < 0) {
      progress.accept(report.percent());
      TimeUnit.MILLISECONDS.sleep(50);
      report = look(sent, accepted);
    }
    progress.accept(report.percent());
    return new DemoResult(report, where());
  }

  private boolean send(EventEntry sample) throws InterruptedException, ExecutionException {
    Sender sender = Objects.requireNonNull(senders.get(sample.source()), sample.source());
    URI to = URI.create("http://127.0.0.1:" + dromedary.port() + "/callbacks/" + sample.source());
    byte[] body = sample.body(random, Instant.now());
    Reply reply = sender.send(to, body, sample.type()).get();
    return AnswerRule.of(sample.source()).accepts(reply);
  }

  private Report look(Tally sent, Tally accepted) {
    Map<String, Tally> delivered = new TreeMap<>();
    for (TargetView target : targets.values()) {
      Tally earlier = before.getOrDefault(target.name(), Tally.NOTHING);
      delivered.put(target.name(), tallyOf(target).since(earlier));
    }
    return new Report(sent, accepted, delivered);
  }

  /** A target that is down shows nothing; why, its failed deliveries say. */
  static Tally tallyOf(TargetView target) {
    try {
      return target.tally();
    } catch (Exception e) {
      LOG.debug("Looking into target {}", target.name(), e);
      return Tally.NOTHING;
    }
  }

  private Map<String, String> where() {
    return targets.values().stream()
        .collect(Collectors.toMap(TargetView::name, TargetView::where, (a, b) -> a, TreeMap::new));
  }

  @Override
  public void close() {
    targets.values().forEach(TargetView::close);
    dromedary.close();
  }
}
