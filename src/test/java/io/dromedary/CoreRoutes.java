package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.delivery.DeliveryComponent;
import io.dromedary.event.EventHeaders;
import io.dromedary.inbox.HandledFailures;
import io.dromedary.inbox.InboxComponent;
import io.dromedary.secret.Secrets;
import io.dromedary.store.SqliteStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/**
 * The path of an event without HTTP: a callback route that verifies and keeps, and whatever routes
 * a test writes, on a store in a folder.
 */
public final class CoreRoutes implements AutoCloseable {
  public static final Duration BOUND = Duration.ofSeconds(20);

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String CALLBACK_ROUTE =
      """
      - beans:
          - name: itwinSignature
            type: io.dromedary.signature.SignatureProcessor
            properties:
              scheme: itwin
              secret: itwin.secret
      - route:
          id: callback-itwin
          from:
            uri: direct:callback-itwin
            steps:
              - process:
                  ref: itwinSignature
              - to:
                  uri: inbox:itwin
      """;

  private final Path file;
  private final SqliteStore store;
  private final DefaultCamelContext context = new DefaultCamelContext();
  private String inboxOptions = "";
  private final StringBuilder global = new StringBuilder();
  private final StringBuilder yaml = new StringBuilder();

  public CoreRoutes(Path folder) {
    file = folder.resolve("dromedary.db");
    store = SqliteStore.open(file);
    context.getCamelContextExtension().addInterceptStrategy(new HandledFailures());
    context.getRegistry().bind("store", store);
    context
        .getRegistry()
        .bind("secrets", Secrets.of(Map.of("itwin.secret", SECRET), variable -> null));
    context.getShutdownStrategy().setTimeout(5);
    bind(
        "boom",
        exchange -> {
          throw new IllegalStateException("boom");
        });
  }

  /** A target that is there. */
  public static final class Target implements Processor {
    private final List<Exchange> received = new CopyOnWriteArrayList<>();
    private volatile Processor behaviour = exchange -> {};

    /** What it does from now on with what it gets. */
    public void does(Processor other) {
      behaviour = other;
    }

    /** What it got so far, successful or not. */
    public List<Exchange> received() {
      return received;
    }

    public List<String> eventIds() {
      return received.stream()
          .map(exchange -> exchange.getMessage().getHeader(EventHeaders.EVENT_ID, String.class))
          .toList();
    }

    /** The one exchange it gets. */
    public Exchange one() {
      await().atMost(BOUND).until(() -> !received.isEmpty());
      return received.get(0);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
      received.add(exchange.copy());
      behaviour.process(exchange);
    }
  }

  /** How an event is kept. */
  public record EventRow(
      String state,
      @Nullable String marks,
      @Nullable String stage,
      @Nullable String reason,
      int runs) {}

  /** How a delivery is kept. */
  public record DeliveryRow(
      String state,
      byte @Nullable [] body,
      @Nullable String headers,
      int attempts,
      @Nullable String reason) {}

  public CoreRoutes bind(String name, Processor processor) {
    context.getRegistry().bind(name, Processor.class, processor);
    return this;
  }

  /** Options of the inbox behind the callback route, for example {@code orderBy=/iTwinId}. */
  public CoreRoutes inboxOptions(String options) {
    inboxOptions = "?" + options;
    return this;
  }

  /** The route that starts at the inbox. */
  public CoreRoutes dispatch(String steps) {
    return yaml(
        """
        - route:
            id: dispatch-itwin
            from:
              uri: inbox:itwin
              steps:
        """
            + steps.indent(8));
  }

  /** What has to come before the routes: onException, onCompletion. */
  public CoreRoutes global(String definitions) {
    global.append(definitions);
    return this;
  }

  public CoreRoutes yaml(String routes) {
    yaml.append(routes);
    return this;
  }

  /** A route that starts at {@code delivery:<name>}; redelivers soon, and twice. */
  public Target target(String name, String... options) {
    Target target = new Target();
    bind("target-" + name, target);
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("maximumRedeliveries", "2");
    parameters.put("redeliveryDelay", "20");
    parameters.put("backOffMultiplier", "1");
    for (String option : options) {
      String[] parts = option.split(": ", 2);
      parameters.put(parts[0], parts[1]);
    }
    StringBuilder lines = new StringBuilder();
    parameters.forEach((key, value) -> lines.append(key).append(": ").append(value).append('\n'));
    yaml(
        """
        - route:
            id: %s
            from:
              uri: delivery:%s
              parameters:
        %s      steps:
                - process:
                    ref: target-%s
        """
            .formatted(name, name, lines.toString().indent(8), name));
    return target;
  }

  public CoreRoutes start() throws Exception {
    RoutesLoader loader = PluginHelper.getRoutesLoader(context);
    loader.loadRoutes(
        ResourceHelper.fromString(
            "callback.camel.yaml",
            CALLBACK_ROUTE.replace("inbox:itwin", "inbox:itwin" + inboxOptions)));
    if (yaml.length() > 0) {
      loader.loadRoutes(ResourceHelper.fromString("test.camel.yaml", global.toString() + yaml));
    }
    context.start();
    return this;
  }

  public DefaultCamelContext context() {
    return context;
  }

  public SqliteStore store() {
    return store;
  }

  public Path file() {
    return file;
  }

  public InboxComponent inbox() {
    return context.getComponent("inbox", InboxComponent.class);
  }

  public DeliveryComponent delivery() {
    return context.getComponent("delivery", DeliveryComponent.class);
  }

  public static String body(String messageId) {
    return """
        {"eventType":"iModels.iModelDeleted.v1","messageId":"%s","webhookId":"hook-1",\
        "iTwinId":"twin-1","content":{"userId":"u","imodelId":"i","n":[1,2,3]},"enqueuedDateTime":"11/3/2023 8:07:01 PM"}\
        """
        .formatted(messageId);
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Posts a signed callback and gives back the exchange with its answer. */
  public Exchange post(String body) {
    return send("direct:callback-itwin", body, "sha256=" + signature(body));
  }

  public Exchange send(String uri, String body, @Nullable String signature) {
    return context
        .createFluentProducerTemplate()
        .to(uri)
        .withProcessor(
            exchange -> {
              exchange.getMessage().setBody(utf8(body));
              exchange.getMessage().setHeader("X-Inbound", "1");
              if (signature != null) {
                exchange.getMessage().setHeader("Signature", signature);
              }
            })
        .send();
  }

  /** Posts a signed callback that is to be kept. */
  public void accept(String messageId) {
    assertThat(status(post(body(messageId)))).isEqualTo(200);
  }

  public static @Nullable Integer status(Exchange exchange) {
    return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
  }

  public static String signature(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(utf8(SECRET), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(utf8(body)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The event, once its routing is over. */
  public EventRow settled(String eventId) {
    await().atMost(BOUND).until(() -> !event(eventId).state().equals("accepted"));
    return event(eventId);
  }

  /** The event, once a run of its route has failed. */
  public EventRow failedRun(String eventId) {
    await().atMost(BOUND).until(() -> event(eventId).runs() > 0);
    return event(eventId);
  }

  public EventRow event(String eventId) {
    try (Connection connection = connect();
        PreparedStatement select =
            connection.prepareStatement(
                "select state, marks, stage, reason, runs from event where event_id = ?")) {
      select.setString(1, eventId);
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).as("event %s is kept", eventId).isTrue();
        return new EventRow(
            row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getInt(5));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The deliveries of an event by target. */
  public Map<String, DeliveryRow> deliveries(String eventId) {
    Map<String, DeliveryRow> deliveries = new TreeMap<>();
    try (Connection connection = connect();
        PreparedStatement select =
            connection.prepareStatement(
                "select d.target, d.state, d.body, d.headers, d.attempts, d.reason from delivery d"
                    + " join event e on e.seq = d.event_seq where e.event_id = ?")) {
      select.setString(1, eventId);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          deliveries.put(
              row.getString(1),
              new DeliveryRow(
                  row.getString(2),
                  row.getBytes(3),
                  row.getString(4),
                  row.getInt(5),
                  row.getString(6)));
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return deliveries;
  }

  public DeliveryRow delivery(String eventId, String target) {
    DeliveryRow row = deliveries(eventId).get(target);
    if (row == null) {
      throw new AssertionError("event " + eventId + " has no delivery to " + target);
    }
    return row;
  }

  /** The delivery, once it has that state. */
  public DeliveryRow delivery(String eventId, String target, String state) {
    await()
        .atMost(BOUND)
        .untilAsserted(() -> assertThat(delivery(eventId, target).state()).isEqualTo(state));
    return delivery(eventId, target);
  }

  public int eventCount() {
    try (Connection connection = connect();
        PreparedStatement select = connection.prepareStatement("select count(*) from event");
        ResultSet row = select.executeQuery()) {
      return row.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=5000");
  }

  @Override
  public void close() {
    context.stop();
    store.close();
  }
}
