package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Readme.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What README.md and the pages that continue it show is true: their examples are run as they stand
 * there.
 */
class ReadmeTest {
  private static final String SECRET = "a-secret-of-the-tests-with-more-than-32-characters";
  private static final Map<String, String> SECRETS =
      Map.of("ITWIN_SECRET", SECRET, "APS_SECRET", SECRET);

  private static final String PROJECT = "ce40a55a-6954-4de3-85c7-f796c3e423d9";
  private static final String FOLDER = "urn:adsk.wipprod:fs.folder:co.wT5lCWlXSKeo3razOfHJAw";

  @TempDir private Path folder = Path.of("");

  // The first steps

  @Test
  void theEventOfRunItIsAcceptedOnceAndRefusedWhenItIsChanged() throws Exception {
    String event =
        shell("Run it").stream().flatMap(text -> jsonIn(text).stream()).findFirst().orElseThrow();
    try (ExampleRuntime runtime = ExampleRuntime.start(folder, List.of(), SECRETS, Map.of())) {
      assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);
      assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);
      assertThat(runtime.post("/callbacks/itwin", event + " ", itwin(event))).isEqualTo(401);

      eventually(() -> assertThat(runtime.archive()).hasSize(1));
      eventually(
          () ->
              assertThat(runtime.warehouse("select event_type from event"))
                  .containsExactly("iModels.iModelDeleted.v1"));
    }
  }

  // Routes

  @Test
  void theAddedRouteGetsItsEventsAndNoOthers() throws Exception {
    try (Receiver partner = new Receiver();
        ExampleRuntime runtime =
            ExampleRuntime.start(
                folder,
                yaml("Add a route"),
                SECRETS,
                Map.of("dromedary.target.partner.url", partner.url()))) {
      String other = itwinEvent("iModels.iModelDeleted.v1", PROJECT, "other");
      String version = itwinEvent("iModels.namedVersionCreated.v1", PROJECT, "version");
      assertThat(runtime.post("/callbacks/itwin", other, itwin(other))).isEqualTo(200);
      assertThat(runtime.post("/callbacks/itwin", version, itwin(version))).isEqualTo(200);

      eventually(
          () ->
              assertThat(partner.requests())
                  .extracting(r -> r.header("Dromedary-Event-Id") + " " + r.header("Priority"))
                  .containsExactlyInAnyOrder("other ", "version high"));
      eventually(() -> assertThat(runtime.archive()).containsExactly("other.json"));
    }
  }

  @Test
  void aTargetThatIsOrderedGetsTheEventsOfAKeyOneAfterTheOther() throws Exception {
    try (ExampleRuntime runtime =
        ExampleRuntime.start(folder, yaml("Keep the order"), SECRETS, Map.of())) {
      List<String> ids = List.of("1", "2", "3", "4", "5");
      for (String id : ids) {
        String event = itwinEvent("forms.formCreated.v1", PROJECT, id);
        assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);
      }

      eventually(
          () ->
              assertThat(runtime.warehouse("select event_id from event order by rowid"))
                  .containsExactlyElementsOf(ids));
      assertThat(
              runtime.store("select distinct order_key from delivery where target = 'warehouse'"))
          .containsExactly("itwin:" + PROJECT);
    }
  }

  @Test
  void onlyMyProjectReachesTheTargets() throws Exception {
    try (ExampleRuntime runtime =
        ExampleRuntime.start(folder, yaml("Only my project"), SECRETS, Map.of())) {
      Map<String, String> events = new TreeMap<>();
      events.put("mine", itwinEvent("forms.formCreated.v1", PROJECT, "mine"));
      events.put("foreign", itwinEvent("forms.formCreated.v1", "another-project", "foreign"));
      for (String event : events.values()) {
        assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);
      }
      String inside = apsEvent(FOLDER, "1");
      String outside = apsEvent("urn:adsk.wipprod:fs.folder:co.other", "2");
      for (String event : List.of(inside, outside)) {
        assertThat(runtime.post("/callbacks/aps", event, aps(event))).isEqualTo(200);
      }

      eventually(
          () ->
              assertThat(runtime.store("select source || ' ' || state from event order by 1"))
                  .containsExactly("aps routed", "aps unrouted", "itwin routed", "itwin unrouted"));
      eventually(
          () ->
              assertThat(runtime.warehouse("select payload from event"))
                  .containsExactlyInAnyOrder(events.get("mine"), inside));
    }
  }

  @Test
  void anEventThatDoesNotFitIsPutAsideWhereThatIsAskedFor() throws Exception {
    try (ExampleRuntime runtime =
        ExampleRuntime.start(folder, yaml("Check what comes"), SECRETS, Map.of())) {
      String changed = itwinEvent("iModels.iModelDeleted.v1", PROJECT, "changed");
      String fits =
          itwinEvent("iModels.iModelDeleted.v1", PROJECT, "fits")
              .replace("\"result\"", "\"imodelId\":\"1\",\"userId\":\"2\",\"result\"");
      for (String event : List.of(changed, fits)) {
        assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);
      }

      eventually(
          () ->
              assertThat(
                      runtime.store(
                          "select event_id || ' ' || state || ' ' || coalesce(stage, '-')"
                              + " from event order by 1"))
                  .containsExactly("changed parked schema", "fits routed -"));
      assertThat(runtime.store("select reason from event where event_id = 'changed'"))
          .allMatch(reason -> reason.contains("/content/") && reason.contains("is missing"));
    }
  }

  // Targets

  @Test
  void myTableGetsOneRowForEachEvent() throws Exception {
    try (ExampleRuntime runtime =
        ExampleRuntime.start(folder, yaml("Into my table"), SECRETS, Map.of())) {
      String event = itwinEvent("iTwins.iTwinUpdated.v1", PROJECT, "news");
      assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);

      eventually(
          () ->
              assertThat(
                      runtime.warehouse(
                          "select id || ' ' || project || ' ' || news from project_news"))
                  .containsExactly("news " + PROJECT + " iTwins.iTwinUpdated.v1"));
    }
  }

  @Test
  void theAddedTargetGetsTheEventsOfTheRouteThatNamesIt() throws Exception {
    try (Receiver tickets = new Receiver();
        ExampleRuntime runtime =
            ExampleRuntime.start(
                folder,
                yaml("Add a target"),
                SECRETS,
                Map.of("dromedary.target.tickets.url", tickets.url()))) {
      String event = itwinEvent("issues.commentCreated.v1", PROJECT, "issue");
      assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);

      eventually(() -> assertThat(tickets.requests()).hasSize(1));
      Receiver.Request request = tickets.requests().get(0);
      assertThat(request.body()).isEqualTo(event);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.header("Idempotency-key")).isEqualTo("itwin:issue");
      assertThat(request.header("Content-type")).isEqualTo("application/json");
    }
  }

  @Test
  void theAddedTargetIsOffUntilItsUrlIsSet() throws Exception {
    try (ExampleRuntime runtime =
        ExampleRuntime.start(folder, yaml("Add a target"), SECRETS, Map.of())) {
      String event = itwinEvent("issues.commentCreated.v1", PROJECT, "issue");
      assertThat(runtime.post("/callbacks/itwin", event, itwin(event))).isEqualTo(200);

      eventually(() -> assertThat(runtime.archive()).containsExactly("issue.json"));
      assertThat(runtime.store("select target from delivery where target = 'tickets'")).isEmpty();
    }
  }

  @Test
  void eachStatementForAnotherDatabaseNamesEveryValueOfARow() throws IOException {
    List<Example> statements =
        page("docs/routes.md").examples("Into my table", "sql").stream()
            .filter(example -> !example.text().startsWith("create table"))
            .toList();

    assertThat(statements)
        .hasSize(3)
        .allSatisfy(
            statement ->
                assertThat(matches("(:\\?\\w+)", statement.text()))
                    .as(statement.toString())
                    .containsExactlyInAnyOrder(
                        ":?CamelInboxSource",
                        ":?CamelInboxEventId",
                        ":?CamelInboxEventType",
                        ":?CamelInboxDomain",
                        ":?CamelInboxSubscription",
                        ":?CamelInboxEnqueuedAt",
                        ":?CamelInboxReceivedAt",
                        ":?payload"));
  }

  // The page itself

  @Test
  void everyRouteExampleIsRunByATestAbove() throws IOException {
    assertThat(
            pages().stream()
                .flatMap(page -> page.examples("yaml").stream())
                .map(Example::section)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "Add a route",
            "Only my project",
            "Into my table",
            "Add a target",
            "Keep the order",
            "Check what comes");
  }

  @ParameterizedTest
  @MethodSource("shellExamples")
  void everyShellExampleIsGoodShellWithGoodJsonInIt(Example example) throws Exception {
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var in = bash.outputWriter(StandardCharsets.UTF_8)) {
      in.write(example.text());
    }
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(said).isZero();

    List<String> bodies = jsonIn(example.text());
    assertThat(bodies.size())
        .as("bodies found")
        .isEqualTo(matches("(-d '\\{|<<')", example.text(), ArrayList::new).size());
    for (String body : bodies) {
      assertThat(new ObjectMapper().readTree(body).isObject()).as(body).isTrue();
    }
  }

  static Stream<Example> shellExamples() throws IOException {
    return pages().stream().flatMap(page -> page.examples("sh").stream());
  }

  @Test
  void theTwoCommandsAreThere() throws IOException {
    assertThat(shell("Try it"))
        .containsExactly(
            "mvn -q -DskipTests package && java -jar target/dromedary.jar demo\n", "mvn verify\n");
  }

  @Test
  void theTestCommandIsTheOneThatTheServerRuns() throws IOException {
    assertThat(Files.readString(Path.of(".ci", "run"))).contains("exec mvn verify");
    assertThat(Files.isExecutable(Path.of(".ci", "run"))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("allPages")
  void everyLinkLeadsSomewhere(Path page) throws IOException {
    for (String link : matches("\\]\\(([^)\\s]+)\\)", Files.readString(page))) {
      if (link.startsWith("https://")) {
        continue;
      }
      int anchor = link.indexOf('#');
      String path = anchor < 0 ? link : link.substring(0, anchor);
      Path to = path.isEmpty() ? page : page.resolveSibling(path).normalize();
      assertThat(to).as("%s links to %s", page, link).exists();
      if (anchor >= 0) {
        assertThat(Readme.page(to.toString()).anchors())
            .as("%s links to %s", page, link)
            .contains(link.substring(anchor + 1));
      }
    }
  }

  static List<Path> allPages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> top = Files.list(Path.of(""))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyKeyThatIsNamedIsInTheShippedConfiguration() throws IOException {
    String shipped = Files.readString(Path.of("config", "application.properties"));
    Set<String> keys = matches("`(dromedary\\.[A-Za-z.]*[A-Za-z])[`=]", text());
    keys.remove("dromedary.target.tickets.url");
    keys.removeIf(key -> key.endsWith(".jar") || key.endsWith(".db"));

    assertThat(keys)
        .hasSizeGreaterThan(20)
        .allSatisfy(key -> assertThat(shipped).contains("\n#" + key + "="));
  }

  @Test
  void theBoundsInTheTableOfLimitsAreTheDefaults() throws IOException {
    String shipped = Files.readString(Path.of("config", "application.properties"));
    Matcher row =
        Pattern.compile("(?m)^\\| [^|]+ \\| (\\d+\\w*) \\| `(dromedary[A-Za-z.]+)` \\|$")
            .matcher(page("docs/operations.md").text());
    int rows = 0;
    while (row.find()) {
      rows++;
      assertThat(shipped).contains("\n#" + row.group(2) + "=" + row.group(1) + "\n");
    }
    assertThat(rows).isGreaterThan(4);
  }

  // Helpers

  private static List<Readme> pages() {
    return Stream.of("README.md", "docs/routes.md", "docs/operations.md")
        .map(ReadmeTest::page)
        .toList();
  }

  private static Readme page(String name) {
    try {
      return Readme.page(name);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static String text() {
    return pages().stream().map(Readme::text).collect(Collectors.joining("\n"));
  }

  private static List<Example> yaml(String section) {
    List<Example> found =
        pages().stream()
            .flatMap(page -> page.examples("yaml").stream())
            .filter(example -> example.section().equals(section))
            .toList();
    assertThat(found).as("YAML under " + section).isNotEmpty();
    return found;
  }

  private static List<String> shell(String section) {
    return page("README.md").examples(section, "sh").stream().map(Example::text).toList();
  }

  /** The request bodies in shell commands, with a word in place of each substitution. */
  private static List<String> jsonIn(String shell) {
    String text = shell.replaceAll("'\"\\$\\([^)]*\\)\"'", "substituted");
    List<String> bodies = new ArrayList<>(matches("-d '(\\{[^']*)'", text));
    bodies.addAll(matches("(?s)<<'END'\n(.*?)\nEND\n", text));
    return bodies;
  }

  private static Set<String> matches(String pattern, String text) {
    return matches(pattern, text, TreeSet::new);
  }

  private static <C extends Collection<String>> C matches(
      String pattern, String text, Supplier<C> into) {
    C found = into.get();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String itwinEvent(String type, String project, String messageId) {
    return """
        {"content":{"result":"success"},"eventType":"%s","iTwinId":"%s","messageId":"%s",\
        "webhookId":"7da4ba7e","enqueuedDateTime":"11/3/2023 8:07:01 PM"}"""
        .formatted(type, project, messageId);
  }

  private static String apsEvent(String folder, String version) {
    return """
        {"version":"1.0","resourceUrn":"urn:adsk.wipprod:fs.file:vf.x?version=%s",\
        "hook":{"system":"data","event":"dm.version.added","hookId":"1fcd3e30"},\
        "payload":{"version":"%s","ancestors":[{"urn":"%s","name":"Project Files"}]}}"""
        .formatted(version, version, folder);
  }

  private static Map<String, String> itwin(String body) throws Exception {
    return Map.of("Signature", "sha256=" + hex("HmacSHA256", body));
  }

  private static Map<String, String> aps(String body) throws Exception {
    return Map.of("x-adsk-signature", "sha1hash=" + hex("HmacSHA1", body));
  }

  private static String hex(String algorithm, String text) throws Exception {
    return HexFormat.of().formatHex(hmac(algorithm, SECRET.getBytes(StandardCharsets.UTF_8), text));
  }

  /** Computed here, not by the code under test. */
  private static byte[] hmac(String algorithm, byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key, algorithm));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(assertion);
  }
}
