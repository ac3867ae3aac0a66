package io.dromedary.callback;

import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;

/** Makes {@code platform-http:} routes answer on the server for callbacks. */
final class CallbackHttpEngine implements PlatformHttpEngine {
  private final CallbackHttpServer server;
  private final boolean tls;

  CallbackHttpEngine(CallbackHttpServer server, boolean tls) {
    this.server = server;
    this.tls = tls;
  }

  @Override
  public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
    return new CallbackConsumer(endpoint, processor, server);
  }

  @Override
  public int getServerPort() {
    return server.port();
  }

  @Override
  public String getScheme() {
    return tls ? "https" : "http";
  }
}
