package io.dromedary.embed;

import io.dromedary.CoreRoutes;
import io.dromedary.Provider;
import io.dromedary.secret.Secrets;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * An application that somebody else wrote: a plain CamelContext with an HTTP server of its own, to
 * which our jar was added, and routes that use it.
 */
final class HostApplication implements AutoCloseable {
  static final String SECRET = "0123456789abcdef0123456789abcdef";

  static final String CALLBACK =
      """
      - beans:
          - name: itwinSignature
            type: io.dromedary.signature.SignatureProcessor
            properties:
              scheme: itwin
              secret: itwin.secret
      - route:
          id: itwin-callback
          from:
            uri: platform-http:/callbacks/itwin
            parameters:
              httpMethodRestrict: POST
            steps:
              - process:
                  ref: itwinSignature
              - to:
                  uri: inbox:itwin
      """;

  static final String DISPATCH =
      """
      - route:
          id: itwin-dispatch
          from:
            uri: inbox:itwin
            steps:
              - choice:
                  when:
                    - expression:
                        language:
                          language: event
                          expression: iModels/iModels.*
                      steps:
                        - to:
                            uri: direct:itwin-iModels
                  otherwise:
                    steps:
                      - to:
                          uri: delivery:partner
      """;

  static final String DOMAIN =
      """
      - route:
          id: itwin-iModels
          from:
            uri: direct:itwin-iModels
            steps:
              - to:
                  uri: delivery:partner
      """;

  static final String TARGET =
      """
      - route:
          id: partner
          from:
            uri: delivery:partner
            steps:
              - process:
                  ref: partner
      """;

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final VertxPlatformHttpServer server;
  private final List<String> delivered = new CopyOnWriteArrayList<>();

  HostApplication() throws Exception {
    this(CALLBACK, DISPATCH, DOMAIN, TARGET);
  }

  HostApplication(String... routes) throws Exception {
    VertxPlatformHttpServerConfiguration http = new VertxPlatformHttpServerConfiguration();
    http.setBindHost("127.0.0.1");
    http.setBindPort(0);
    server = new VertxPlatformHttpServer(http);
    context.addService(server);
    context.getShutdownStrategy().setTimeout(5);
    bind("secrets", Secrets.of(Map.of("itwin.secret", SECRET), variable -> null));
    bind(
        "partner",
        (org.apache.camel.Processor)
            exchange ->
                delivered.add(exchange.getMessage().getHeader("CamelInboxEventId", String.class)));
    for (int i = 0; i < routes.length; i++) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(ResourceHelper.fromString("host-" + i + ".camel.yaml", routes[i]));
    }
  }

  HostApplication bind(String name, Object bean) {
    context.getRegistry().bind(name, bean);
    return this;
  }

  /** A property of the application, as {@code camel.component.inbox.data} in camel-main. */
  HostApplication inbox(java.util.function.Consumer<io.dromedary.inbox.InboxComponent> options) {
    options.accept(inbox());
    return this;
  }

  io.dromedary.inbox.InboxComponent inbox() {
    return context.getComponent("inbox", io.dromedary.inbox.InboxComponent.class);
  }

  HostApplication start() {
    context.start();
    return this;
  }

  CamelContext context() {
    return context;
  }

  ModelCamelContext model() {
    return context;
  }

  int port() {
    return server.getPort();
  }

  /** Posts a signed callback. */
  HttpResponse<String> post(String messageId, String... headers) throws Exception {
    return new Provider("itwin", SECRET, port())
        .send(CoreRoutes.body(messageId).getBytes(StandardCharsets.UTF_8), headers);
  }

  /** The ids of the events that its target got. */
  List<String> delivered() {
    return delivered;
  }

  @Override
  public void close() {
    context.stop();
  }
}
