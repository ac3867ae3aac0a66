package io.dromedary.cli;

import io.dromedary.runtime.CallbackRoutes.CallbackRoute;
import io.dromedary.runtime.Settings;

/** Where the Dromedary of this folder takes the callbacks of a source. */
final class CallbackUrl {
  private CallbackUrl() {}

  static String of(SourceOptions.Source source) throws CommandFailure {
    Settings settings = source.settings();
    CallbackRoute route = source.route();
    if (settings.listen() == 0) {
      throw new CommandFailure(
          Main.CANNOT_START,
          "dromedary.listen is 0, so the port is known only to the Dromedary that runs: say --url");
    }
    String path = route == null ? "/callbacks/" + source.name() : route.path();
    if (path.indexOf('{') >= 0) {
      throw new CommandFailure(
          Main.CANNOT_START,
          "the path %s of source %s has parameters: say --url".formatted(path, source.name()));
    }
    return "%s://%s:%d%s"
        .formatted(
            settings.keystore() == null ? "http" : "https",
            host(settings.host()),
            settings.listen(),
            path);
  }

  private static String host(String configured) {
    if (configured.equals("0.0.0.0") || configured.equals("::") || configured.equals("[::]")) {
      return "127.0.0.1";
    }
    return configured.indexOf(':') >= 0 && !configured.startsWith("[")
        ? "[" + configured + "]"
        : configured;
  }
}
