package io.dromedary.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dromedary.CoreRoutes;
import io.dromedary.CoreRoutes.EventRow;
import io.dromedary.CoreRoutes.Target;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.Checked;
import io.dromedary.catalogue.Checked.Result;
import io.dromedary.inbox.SchemaCheck.Mode;
import io.dromedary.store.Stage;
import io.dromedary.store.StoredEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An event whose body does not fit is accepted like any other; the option says what it means. */
class SchemaCheckTest {
  private static final String VALUE = "jane-doe-4711";
  private static final String TO_A =
      """
      - to:
          uri: delivery:a
      """;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(SchemaCheck.class);
  private final List<Result> counted = new CopyOnWriteArrayList<>();
  private CoreRoutes routes;
  private Target a;

  @BeforeEach
  void open(@TempDir Path folder) {
    routes = new CoreRoutes(folder);
    a = routes.target("a");
    routes
        .context()
        .getRegistry()
        .bind(
            "counting",
            InboxListener.class,
            new InboxListener() {
              @Override
              public void checked(String source, Checked.Result checked) {
                counted.add(checked);
              }
            });
    // Commands of other tests in this JVM leave the level where a command line wants it.
    logger.setLevel(Level.INFO);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    routes.close();
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  private CoreRoutes dispatch(String option, String steps) {
    return routes.yaml(
        """
        - route:
            id: dispatch-itwin
            from:
              uri: inbox:itwin
              parameters:
                concurrency: 1
        %s
              steps:
        %s
        """
            .formatted(option.indent(8), steps.indent(8)));
  }

  /** An iTwin id that is a number, and a user id that nobody may see. */
  private static String misfit(String messageId) {
    return CoreRoutes.body(messageId)
        .replace("\"twin-1\"", "5")
        .replace("\"userId\":\"u\"", "\"userId\":[\"" + VALUE + "\"]");
  }

  private void accept(String body) {
    assertThat(CoreRoutes.status(routes.post(body))).isEqualTo(200);
  }

  private void awaitCounted(Result... results) {
    await()
        .atMost(CoreRoutes.BOUND)
        .untilAsserted(() -> assertThat(counted).containsExactly(results));
  }

  @Test
  void byDefaultItIsRoutedAndMarkedAndCounted() throws Exception {
    dispatch("", TO_A).start();
    accept(misfit("m-1"));
    assertThat(routes.settled("m-1").marks()).isEqualTo("schema");
    accept(CoreRoutes.body("m-2"));
    assertThat(routes.settled("m-2").marks()).isNull();
    accept(misfit("m-3").replace("iModelDeleted.v1", "iModelPainted.v1"));
    assertThat(routes.settled("m-3").marks()).isNull();
    accept(misfit("m-4").replace("iModelDeleted.v1", "iModelDeleted.v2"));
    assertThat(routes.settled("m-4").marks()).isNull();

    for (String id : List.of("m-1", "m-2", "m-3", "m-4")) {
      assertThat(routes.event(id).state()).isEqualTo("routed");
      routes.delivery(id, "a", "delivered");
    }
    awaitCounted(Result.INVALID, Result.VALID, Result.UNKNOWN_TYPE, Result.NEWER_VERSION);
  }

  @Test
  void parkedItIsADeadLetterThatTellsWhereButNoValue() throws Exception {
    dispatch("schemaCheck: park", TO_A).start();
    accept(misfit("m-1"));
    accept(CoreRoutes.body("m-2"));

    EventRow event = routes.settled("m-1");
    assertThat(event.state()).isEqualTo("parked");
    assertThat(event.stage()).isEqualTo("schema");
    assertThat(event.marks()).isNull();
    assertThat(event.runs()).isZero();
    assertThat(event.reason())
        .isEqualTo(
            "the body does not fit the schema of its type: /content/userId is an array of 1,"
                + " expected string; /iTwinId is an integer, expected string");
    routes.delivery("m-2", "a", "delivered");
    assertThat(a.eventIds()).containsExactly("m-2");
    assertThat(routes.deliveries("m-1")).isEmpty();
    assertThat(routes.store().deadLetters()).containsEntry(Stage.SCHEMA, 1L);
    awaitCounted(Result.INVALID, Result.VALID);
  }

  @Test
  void offItIsAnEventLikeAnyOther() throws Exception {
    dispatch("schemaCheck: off", TO_A).start();
    accept(misfit("m-1"));

    assertThat(routes.settled("m-1").marks()).isNull();
    routes.delivery("m-1", "a", "delivered");
    assertThat(counted).isEmpty();
    assertThat(log.list).isEmpty();
  }

  @Test
  void theMarkStandsBesideThatOfTheRunAndOneIsCountedForAllRuns() throws Exception {
    dispatch(
            "",
            """
            - doTry:
                steps:
                  - process:
                      ref: boom
                doCatch:
                  - exception:
                      - java.lang.IllegalStateException
                    steps:
                      - to:
                          uri: delivery:a
            """)
        .start();
    accept(misfit("m-1"));

    assertThat(routes.settled("m-1").marks()).isEqualTo("handled,schema");
    awaitCounted(Result.INVALID);
  }

  @Test
  void oneLineIsLoggedForEachTypeAndItTellsNoValue() throws Exception {
    dispatch("schemaCheck: park", TO_A).start();
    for (int i = 0; i < 5; i++) {
      accept(misfit("m-" + i));
      routes.settled("m-" + i);
    }
    accept(misfit("other").replace("iModels.iModelDeleted.v1", "iTwins.iTwinDeleted.v1"));
    routes.settled("other");

    assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN).hasSize(2);
    String first = log.list.get(0).getFormattedMessage();
    assertThat(first)
        .startsWith(
            "Event m-0 of source itwin does not fit the schema of"
                + " itwin/iModels/iModels.iModelDeleted.v1: /content/userId is an array of 1,")
        .contains(
            "dead letter of stage schema", "config/events.yaml", "dead replay --stage schema");
    assertThat(log.list)
        .noneMatch(line -> line.getFormattedMessage().contains(VALUE))
        .noneMatch(line -> line.getThrowableProxy() != null);
  }

  @Test
  void aSourceOfAnotherNameIsCheckedByItsPreset() throws Exception {
    dispatch("", TO_A).start();
    StoredEvent event = event("itwin-test", misfit("m-1"));

    assertThat(routes.inbox().schemaCheck(Mode.WARN, "itwin").of(event))
        .extracting(Checked::result)
        .isEqualTo(Result.INVALID);
    assertThat(routes.inbox().schemaCheck(Mode.WARN, null).of(event))
        .extracting(Checked::result)
        .isEqualTo(Result.UNKNOWN_TYPE);
  }

  private static StoredEvent event(String source, String body) {
    return new StoredEvent(
        7,
        1,
        source,
        "m-1",
        "iModels.iModelDeleted.v1",
        "iModels",
        "iModels",
        null,
        null,
        Instant.EPOCH,
        null,
        CoreRoutes.utf8(body),
        0);
  }

  @Test
  void aCheckThatFailsLetsTheEventPass(@TempDir Path folder) throws Exception {
    Path entries = folder.resolve("events.yaml");
    Files.writeString(
        entries,
        """
        sources:
          - source: itwin
            systems:
              - system: iModels
                events:
                  - type: iModels.iModelDeleted.v1
                    description: Deeper than a schema can be.
                    fields:
                      - { path: %s, type: string, meaning: The end. }
                    sample: {}
        """
            .formatted("a.".repeat(20_000) + "a"));
    routes.inbox().setCatalogue(Catalogue.read(entries));
    dispatch("schemaCheck: park", TO_A).start();
    accept(misfit("m-1"));

    assertThat(routes.settled("m-1").state()).isEqualTo("routed");
    assertThat(routes.settled("m-1").marks()).isNull();
    awaitCounted(Result.FAILED);
    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getFormattedMessage())
        .contains("Checking event m-1", "schemaCheck: off")
        .doesNotContain(VALUE);
  }

  @Test
  void anOptionThatIsNoChoiceIsRefusedAtTheStart() {
    dispatch("schemaCheck: refuse", TO_A);

    assertThatThrownBy(() -> routes.start())
        .hasStackTraceContaining(
            "inbox:itwin: option schemaCheck is refuse; it must be off, warn or park");
  }
}
