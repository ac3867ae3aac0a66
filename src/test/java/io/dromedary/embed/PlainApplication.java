package io.dromedary.embed;

import io.dromedary.inbox.InboxComponent;
import io.dromedary.signature.SignatureProcessor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;

/** The smallest application there is: run with a data folder, it says its port and what it got. */
final class PlainApplication {
  private PlainApplication() {}

  public static void main(String[] arguments) throws Exception {
    DefaultCamelContext context = new DefaultCamelContext();
    VertxPlatformHttpServerConfiguration http = new VertxPlatformHttpServerConfiguration();
    http.setBindHost("127.0.0.1");
    http.setBindPort(0);
    VertxPlatformHttpServer server = new VertxPlatformHttpServer(http);
    context.addService(server);
    SignatureProcessor signature = new SignatureProcessor();
    signature.setScheme("itwin");
    signature.setSecret("itwin.secret");
    context.getRegistry().bind("itwinSignature", signature);
    context.getComponent("inbox", InboxComponent.class).setData(arguments[0]);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/callbacks/itwin?httpMethodRestrict=POST")
                .process(signature)
                .to("inbox:itwin");
            from("inbox:itwin").to("delivery:printer");
            from("delivery:printer")
                .process(
                    exchange ->
                        System.out.println(
                            "delivered " + exchange.getMessage().getHeader("CamelInboxEventId")));
          }
        });
    context.start();
    System.out.println("port " + server.getPort());
    // Until whoever started it closes its input.
    while (System.in.read() >= 0) {}
    context.stop();
    System.out.println("stopped");
  }
}
