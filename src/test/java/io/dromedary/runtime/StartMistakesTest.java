package io.dromedary.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dromedary.runtime.RunningDromedary.Setup;
import io.dromedary.store.DataLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every mistake of an operator ends the start with a sentence that says where it is and what to do,
 * and leaves nothing behind: no port, no lock, no thread.
 */
class StartMistakesTest {
  private static final String ITWIN_CALLBACK = "callbacks/itwin.camel.yaml";
  private static final String ISSUES = "domains/itwin/issues.camel.yaml";

  private final Path folder;
  private final Path routes;
  private final int port = freePort();
  private final int managementPort = freePort();
  private final Setup setup;

  StartMistakesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.routes = RunningDromedary.copyOfRoutes(folder.resolve("routes"));
    this.setup = RunningDromedary.in(folder).routes(routes).ports(port, managementPort);
  }

  @Test
  void aFolderWithoutRoutesIsNamedAndInitIsOffered() throws Exception {
    assertThat(refusal(setup.routes(folder.resolve("nothing"))))
        .contains("there is no folder " + folder.resolve("nothing"), "init");
  }

  @Test
  void aFileThatIsNotYamlIsNamedWithItsLine() throws Exception {
    write("more/broken.camel.yaml", "- route:\n    id: a\n   from: [\n");

    assertThat(refusal(setup)).startsWith(at("more/broken.camel.yaml", 3)).contains("not YAML");
  }

  @Test
  void anOptionOfAnEndpointThatDoesNotExistIsNamedWithItsRoute() throws Exception {
    edit(ISSUES, "uri: direct:itwin-issues", "uri: direct:itwin-issues?blokk=true");

    assertThat(refusal(setup)).startsWith(at(ISSUES, 6)).contains("'blokk'", "Did you mean block?");
  }

  @Test
  void aStepThatDoesNotExistIsNamedWithItsFile() throws Exception {
    edit(
        ISSUES, "- to:\n            uri: delivery:bus", "- sendTo:\n            uri: delivery:bus");

    assertThat(refusal(setup)).contains("issues.camel.yaml", "sendTo");
  }

  @Test
  void twoBeansOfOneNameAreNamedWithBothPlaces() throws Exception {
    write(
        "callbacks/second.camel.yaml",
        """
        - beans:
            - name: itwinSignature
              type: io.dromedary.signature.SignatureProcessor
              properties:
                scheme: itwin
                secret: itwin.secret
        """);

    assertThat(refusal(setup))
        .startsWith(at("callbacks/second.camel.yaml", 2))
        .contains("bean itwinSignature", at(ITWIN_CALLBACK, 4));
  }

  @Test
  void twoRoutesOfOneIdAreNamedWithBothPlaces() throws Exception {
    write("domains/itwin/other.camel.yaml", route("itwin-issues", "direct:other", "log:other"));

    assertThat(refusal(setup))
        .startsWith(at("domains/itwin/other.camel.yaml", 2))
        .contains("route itwin-issues", at(ISSUES, 4));
  }

  @Test
  void aRouteFileThatWasCopiedIsNamedWithAllThatIsThereTwice() throws Exception {
    Files.copy(routes.resolve(ITWIN_CALLBACK), routes.resolve("callbacks/acme.camel.yaml"));

    assertThat(refusal(setup))
        .contains("callbacks/acme.camel.yaml:4")
        .contains("bean itwinSignature is defined a second time")
        .contains("route itwin-callback is defined a second time");
  }

  @Test
  void aCopyWhoseBeanStillVerifiesAnotherSourceIsRefused() throws Exception {
    String copy =
        Files.readString(routes.resolve(ITWIN_CALLBACK))
            .replace("name: itwinSignature", "name: acmeSignature")
            .replace("id: itwin-callback", "id: acme-callback")
            .replace("/callbacks/itwin", "/callbacks/acme")
            .replace("inbox:itwin", "inbox:acme");
    write("callbacks/acme.camel.yaml", copy);

    assertThat(refusal(setup))
        .contains("callbacks/acme.camel.yaml:", "without verifying them", "source is acme");
  }

  @Test
  void aTargetThatDoesNotExistIsNamedAndTheNearestIsOffered() throws Exception {
    edit(ISSUES, "delivery:archive", "delivery:archiv");

    assertThat(refusal(setup))
        .startsWith(at(ISSUES, 11))
        .contains("delivery:archiv is not a target", "Did you mean delivery:archive?");
  }

  @Test
  void aDirectThatDoesNotExistIsNamedAndTheNearestIsOffered() throws Exception {
    edit("dispatch/itwin.camel.yaml", "uri: direct:itwin-issues", "uri: direct:itwin-issue");

    assertThat(refusal(setup))
        .contains("dispatch/itwin.camel.yaml:", "Did you mean direct:itwin-issues?");
  }

  @Test
  void aTargetThatIsOrderedWithoutAnInboxThatReadsAnOrderKeyIsRefused() throws Exception {
    edit(
        "targets/archive.camel.yaml",
        "uri: delivery:archive\n      parameters:",
        "uri: delivery:archive\n      parameters:\n        ordered: true");

    assertThat(refusal(setup))
        .contains("targets/archive.camel.yaml:", "delivery:archive is ordered", "orderBy");

    edit(ITWIN_CALLBACK, "uri: inbox:itwin", "uri: inbox:itwin?orderBy=/iTwinId");
    try (RunningDromedary running = setup.ports(0, 0).start()) {
      assertThat(running.metrics().body())
          .contains("dromedary_keys_blocked{target=\"archive\"} 0.0");
    }
  }

  @Test
  void whatCameInAndCouldReachTheDatabaseAsSqlIsRefused() throws Exception {
    edit(
        "targets/warehouse.camel.yaml",
        "constant:\n                expression: |",
        "simple:\n                expression: |\n                  ${body}");

    assertThat(refusal(setup))
        .contains("targets/warehouse.camel.yaml:", "jdbc: runs the body as SQL");
  }

  @Test
  void whatIsOnlyDoubtfulDoesNotStopTheStart() throws Exception {
    edit(ISSUES, "- to:\n            uri: delivery:bus", "- to: delivery:bus");
    setup.with("dromedary.target.warehouse.maximumPoolsize=4");

    try (RunningDromedary running = setup.ports(0, 0).start()) {
      assertThat(running.metrics().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aCallbackRouteThatDoesNotVerifyIsRefused() throws Exception {
    edit(ITWIN_CALLBACK, "        - process:\n            ref: itwinSignature\n", "");

    assertThat(refusal(setup)).contains(ITWIN_CALLBACK + ":", "without verifying them");
  }

  @Test
  void anInboxThatIsNotTheLastStepIsRefused() throws Exception {
    edit(
        ITWIN_CALLBACK,
        "uri: inbox:itwin",
        "uri: inbox:itwin\n        - log:\n            message: x");

    assertThat(refusal(setup)).contains(ITWIN_CALLBACK + ":", "must be the last step");
  }

  @Test
  void aDeliveryThatNobodyWaitsForIsRefused() throws Exception {
    for (String step :
        List.of(
            "- wireTap:\n            uri: delivery:bus",
            """
            - aggregate:
                        correlationExpression:
                          constant:
                            expression: "1"
                        completionSize: 2
                        steps:
                          - to:
                              uri: delivery:bus""",
            """
            - onCompletion:
                        steps:
                          - to:
                              uri: delivery:bus""")) {
      Path file = routes.resolve(ISSUES);
      String shipped = Files.readString(file);
      edit(ISSUES, "- to:\n            uri: delivery:bus", step);

      assertThat(refusal(setup)).contains(ISSUES + ":", "delivery:bus");

      Files.writeString(file, shipped);
    }
  }

  @Test
  void everyUnknownKeyAndImpossibleValueIsNamedWithItsLineAllAtOnce() throws Exception {
    setup
        .with("# a comment")
        .with("dromedary.lisen=8080")
        .with("dromedary.listen=80800")
        .with("dromedary.inbox.maxEvents=many")
        .with("dromedary.inbox.answerDeadline=3")
        .with("dromedary.http.bodyTimeout=0s")
        .with("dromedary.target.warehouse.maximumPoolsize=4")
        .environment("DROMEDARY_MANAGEMENT_LISTEN", "x");

    assertThat(refusal(setup.ports(0, 0)).lines())
        .contains(
            inConfig(2)
                + "dromedary.lisen is not a key of Dromedary. Did you mean dromedary.listen?")
        .anyMatch(line -> line.startsWith(inConfig(4)) && line.contains("'many'"))
        .anyMatch(
            line -> line.startsWith(inConfig(5)) && line.contains("'3'. It must be a duration"))
        .anyMatch(line -> line.startsWith(inConfig(6)) && line.contains("'0s'"));
  }

  @Test
  void ofAKeyThatStandsTwiceTheLineThatCountsIsNamed() throws Exception {
    setup.with("dromedary.inbox.maxEvents=10").with("dromedary.inbox.maxEvents=many");

    assertThat(refusal(setup.ports(0, 0))).startsWith(inConfig(2)).contains("'many'");
  }

  @Test
  void aMistakeInTheEnvironmentIsNamedByItsVariable() throws Exception {
    setup.environment("DROMEDARY_INBOX_MAXEVENTS", "many");

    assertThat(refusal(setup)).startsWith("DROMEDARY_INBOX_MAXEVENTS is 'many'");
  }

  @Test
  void aConfigurationThatIsNamedAndNotThereIsRefused() {
    StartException refused =
        catchThrowableOfType(
            StartException.class,
            () ->
                Settings.read(
                    new Settings.Options(
                        folder.resolve("none.properties"), routes, null, null, null, Map.of()),
                    name -> null));

    assertThat(refused.getMessage()).startsWith(folder.resolve("none.properties").toString());
    assertThat(refused.findings()).hasSize(1);
  }

  @Test
  void aConfigurationThatIsNotUtf8IsRefused() throws Exception {
    setup.settings();
    Files.write(setup.config(), new byte[] {'a', '=', (byte) 0xff});

    StartException refused =
        catchThrowableOfType(
            StartException.class,
            () ->
                Settings.read(
                    new Settings.Options(setup.config(), routes, null, null, null, Map.of()),
                    name -> null));

    assertThat(refused)
        .hasMessageStartingWith(setup.config().toString())
        .hasMessageContaining("UTF-8");
  }

  @Test
  void withoutAnySecretItIsSaidWhatToSet() throws Exception {
    assertThat(refusal(setup.withoutSecrets()))
        .contains("aps.secret", "itwin.secret", "ITWIN_SECRET", "APS_SECRET");
  }

  @Test
  void aBlankElementInAListOfSecretsIsNamedByItsPosition() throws Exception {
    setup.environment("ITWIN_SECRET", RunningDromedary.ITWIN_SECRET + ",,");

    assertThat(refusal(setup))
        .startsWith(at(ITWIN_CALLBACK, 4))
        .contains("blank", "element 2", "ITWIN_SECRET");
  }

  @Test
  void aSecretThatIsTooShortIsNamedByItsKey() throws Exception {
    assertThat(refusal(setup.environment("ITWIN_SECRET", "much-too-short")))
        .startsWith(at(ITWIN_CALLBACK, 4))
        .contains("too short", "itwin.secret", "32")
        .doesNotContain("much-too-short");
  }

  @Test
  void aSecretFileThatIsNotThereIsNamed() throws Exception {
    setup
        .withoutSecrets()
        .environment("APS_SECRET", RunningDromedary.APS_SECRET)
        .environment("ITWIN_SECRET_FILE", folder.resolve("none").toString());

    assertThat(refusal(setup)).contains("ITWIN_SECRET_FILE", folder.resolve("none").toString());
  }

  @Test
  void anUnknownSchemeIsNamed() throws Exception {
    edit(ITWIN_CALLBACK, "scheme: itwin", "scheme: bentley");

    assertThat(refusal(setup))
        .startsWith(at(ITWIN_CALLBACK, 4))
        .contains("bentley", "standard-webhooks");
  }

  @Test
  void aBusyPortIsNamed() throws Exception {
    try (ServerSocket busy = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(message(setup)).contains("127.0.0.1:" + busy.getLocalPort(), "choose a free port");
    }
    assertNothingIsLeft();
  }

  @Test
  void aBusyManagementPortIsNamed() throws Exception {
    try (ServerSocket busy =
        new ServerSocket(managementPort, 1, InetAddress.getLoopbackAddress())) {
      assertThat(message(setup)).contains("127.0.0.1:" + busy.getLocalPort(), "--management-port");
    }
    assertNothingIsLeft();
  }

  @Test
  void aKeystoreThatIsMissingOrDoesNotOpenIsNamed() throws Exception {
    Path keystore = folder.resolve("server.p12");
    setup.with("dromedary.http.keystore=" + keystore.toString().replace("\\", "/"));
    assertThat(refusal(setup)).startsWith(inConfig(1)).contains("DROMEDARY_HTTP_KEYSTORE_PASSWORD");

    setup.environment("DROMEDARY_HTTP_KEYSTORE_PASSWORD", "wrong-keystore-password");
    assertThat(refusal(setup)).contains(keystore.toString(), "no readable file");

    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    try (var out = Files.newOutputStream(keystore)) {
      empty.store(out, "right".toCharArray());
    }
    assertThat(refusal(setup))
        .contains(keystore.toString(), "do not open with the password")
        .doesNotContain("wrong-keystore-password");
  }

  @Test
  void aDamagedStoreIsNamedAndLeftAsItIs() throws Exception {
    Path store = setup.data().resolve("dromedary.db");
    Files.createDirectories(setup.data());
    byte[] damaged = "this is not a database, it is a letter ".repeat(200).getBytes(UTF_8);
    Files.write(store, damaged);

    assertThat(refusal(setup)).contains(store.toString(), "restore a copy");
    assertThat(store).hasBinaryContent(damaged);
  }

  @Test
  void aFolderThatAFileIsInTheWayOfIsNamed() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(setup.data(), "a file");

    assertThat(message(setup)).contains(setup.data().toString()).contains("in the way");
  }

  /** What the start says; afterwards nothing is left of it. */
  private String refusal(Setup wrong) throws Exception {
    String message = message(wrong);
    assertNothingIsLeft();
    return message;
  }

  private static String message(Setup wrong) {
    Set<String> before = threads();
    StartException refused =
        catchThrowableOfType(StartException.class, () -> wrong.start().close());
    assertThat(refused).as("the refusal to start").isNotNull();
    assertThat(refused.getMessage()).isNotBlank().doesNotContain("\tat ", "Exception");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              Set<String> left = threads();
              left.removeAll(before);
              assertThat(left).as("threads that the start has left").isEmpty();
            });
    return String.valueOf(refused.getMessage());
  }

  private void assertNothingIsLeft() throws Exception {
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    new ServerSocket(managementPort, 1, InetAddress.getLoopbackAddress()).close();
    DataLock.acquire(setup.data(), Duration.ZERO, "--data").close();
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> thread.getName() + " " + thread.getId())
        .filter(name -> name.matches("(?i).*(vert\\.?x|dromedary|camel|hikari).*"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String at(String file, int line) {
    return routes.resolve(file) + ":" + line + ":";
  }

  private String inConfig(int line) {
    return setup.config() + ":" + line + ": ";
  }

  private void write(String file, String content) throws IOException {
    Path path = routes.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private void edit(String file, String from, String to) throws IOException {
    Path path = routes.resolve(file);
    String content = Files.readString(path);
    assertThat(content).contains(from);
    Files.writeString(path, content.replace(from, to));
  }

  private static String route(String id, String from, String to) {
    return """
        - route:
            id: %s
            from:
              uri: %s
              steps:
                - to:
                    uri: %s
        """
        .formatted(id, from, to);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
