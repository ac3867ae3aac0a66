package com.example.callbacks;

import org.apache.camel.builder.RouteBuilder;

/** Callbacks of Bentley iTwin: verified, kept, and those about iModels archived. */
final class CallbackRoutes extends RouteBuilder {
  @Override
  public void configure() {
    from("platform-http:/callbacks/itwin?httpMethodRestrict=POST")
        .routeId("itwin-callback")
        .process("itwinSignature")
        .to("inbox:itwin");

    from("inbox:itwin")
        .routeId("itwin-dispatch")
        .choice()
        .when()
        .language("event", "iModels/*")
        .to("delivery:archive");

    from("delivery:archive?redeliveryDelay=1000")
        .routeId("archive")
        .to("file:{{archive.folder}}?fileName=${header.CamelInboxEventId}.json");
  }
}
