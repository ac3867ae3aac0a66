package io.dromedary.callback;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * Bound in the registry of a Camel Main, makes {@code camel.server.enabled} start the {@link
 * CallbackHttpServer} instead of Camel's own. The management server stays Camel's.
 */
public final class CallbackHttpServerFactory extends DefaultMainHttpServerFactory {
  private final HttpLimits limits;
  private final @Nullable TlsKeystore tls;

  /**
   * @param tls the key to serve HTTPS with, or null to serve plain HTTP
   */
  public CallbackHttpServerFactory(HttpLimits limits, @Nullable TlsKeystore tls) {
    this.limits = limits;
    this.tls = tls;
  }

  /**
   * @throws IllegalArgumentException when {@code camel.server.*} asks for what this server does not
   *     do; it names each such key
   */
  @Override
  public Service newHttpServer(
      CamelContext camelContext, HttpServerConfigurationProperties configuration) {
    refuseWhatIsNotDone(configuration);
    CallbackHttpServer server =
        new CallbackHttpServer(configuration.getHost(), configuration.getPort(), limits, tls);
    server.setCamelContext(camelContext);
    camelContext
        .getRegistry()
        .bind(
            PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME,
            PlatformHttpEngine.class,
            new CallbackHttpEngine(server, tls != null));
    return server;
  }

  /**
   * Has {@code platform-http:} routes of a context that is never started be built as if there were
   * a server; it listens nowhere.
   */
  public static void bindRehearsal(CamelContext camelContext) {
    CallbackHttpServer server = new CallbackHttpServer("127.0.0.1", 0, HttpLimits.defaults(), null);
    server.setCamelContext(camelContext);
    camelContext
        .getRegistry()
        .bind(
            PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME,
            PlatformHttpEngine.class,
            new CallbackHttpEngine(server, false));
  }

  private static void refuseWhatIsNotDone(HttpServerConfigurationProperties configuration) {
    List<String> keys = new ArrayList<>();
    if (!"/".equals(configuration.getPath())) {
      keys.add("path");
    }
    if (configuration.isStaticEnabled()) {
      keys.add("staticEnabled");
    }
    if (configuration.isAuthenticationEnabled()) {
      keys.add("authenticationEnabled");
    }
    if (configuration.isUseGlobalSslContextParameters()) {
      keys.add("useGlobalSslContextParameters");
    }
    if (configuration.getMaxBodySize() != null) {
      keys.add("maxBodySize");
    }
    if (!keys.isEmpty()) {
      throw new IllegalArgumentException(
          "The server for callbacks does not know camel.server.%s; remove it"
              .formatted(String.join(", camel.server.", keys)));
    }
  }
}
