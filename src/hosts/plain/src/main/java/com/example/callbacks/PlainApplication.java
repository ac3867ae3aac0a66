package com.example.callbacks;

import io.dromedary.inbox.InboxComponent;
import io.dromedary.signature.SignatureProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;

/** A program with a Camel context of its own, and no framework around it. */
public final class PlainApplication {
  private PlainApplication() {}

  public static void main(String[] args) throws Exception {
    CamelContext camel = new DefaultCamelContext();
    camel.getPropertiesComponent().setLocation("classpath:application.properties");

    VertxPlatformHttpServerConfiguration http = new VertxPlatformHttpServerConfiguration();
    http.setBindPort(Integer.parseInt(camel.resolvePropertyPlaceholders("{{http.port}}")));
    http.setMaxBodySize(8L * 1024 * 1024);
    camel.addService(new VertxPlatformHttpServer(http));

    camel
        .getComponent("inbox", InboxComponent.class)
        .setData(camel.resolvePropertyPlaceholders("{{data.folder}}"));

    SignatureProcessor signature = new SignatureProcessor();
    signature.setScheme("itwin");
    signature.setSecret("itwin.secret");
    camel.getRegistry().bind("itwinSignature", signature);

    camel.addRoutes(new CallbackRoutes());
    camel.start();
    Runtime.getRuntime().addShutdownHook(new Thread(camel::stop));
  }
}
