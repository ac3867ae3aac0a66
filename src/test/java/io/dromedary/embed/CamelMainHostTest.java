package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.CoreRoutes;
import io.dromedary.Provider;
import io.dromedary.inbox.InboxComponent;
import io.dromedary.secret.Secrets;
import io.dromedary.store.Store;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In camel-main all of it is properties and route files. */
class CamelMainHostTest {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void propertiesSayWhereEventsAreKeptAndForHowLong(@TempDir Path folder) throws Exception {
    Path routes = Files.createDirectories(folder.resolve("routes"));
    Files.writeString(routes.resolve("1.camel.yaml"), HostApplication.CALLBACK);
    Files.writeString(
        routes.resolve("2.camel.yaml"),
        HostApplication.DISPATCH + HostApplication.DOMAIN + HostApplication.TARGET);
    List<String> delivered = new CopyOnWriteArrayList<>();
    int port = freePort();
    Main main = new Main();
    main.configure().withRoutesIncludePattern("file:" + routes + "/*.camel.yaml");
    main.configure().httpServer().withEnabled(true).withHost("127.0.0.1").withPort(port);
    main.addInitialProperty("camel.component.inbox.data", folder.resolve("data").toString());
    main.addInitialProperty("camel.component.inbox.eventsAge", "7d");
    main.addInitialProperty("camel.component.inbox.dead-letters-age", "14d");
    main.bind("secrets", Secrets.of(Map.of("itwin.secret", HostApplication.SECRET), v -> null));
    main.bind(
        "partner",
        (Processor)
            exchange ->
                delivered.add(exchange.getMessage().getHeader("CamelInboxEventId", String.class)));
    main.start();
    try {
      int status =
          new Provider("itwin", HostApplication.SECRET, port)
              .send(CoreRoutes.body("m-1").getBytes(StandardCharsets.UTF_8))
              .statusCode();

      assertThat(status).isEqualTo(200);
      await().atMost(BOUND).until(() -> delivered.contains("m-1"));
      InboxComponent inbox = main.getCamelContext().getComponent("inbox", InboxComponent.class);
      assertThat(inbox.getEventsAge()).isEqualTo(Duration.ofDays(7));
      assertThat(inbox.getDeadLettersAge()).isEqualTo(Duration.ofDays(14));
      assertThat(main.getCamelContext().getRegistry().findByType(Store.class)).isEmpty();
    } finally {
      main.stop();
    }
  }
}
