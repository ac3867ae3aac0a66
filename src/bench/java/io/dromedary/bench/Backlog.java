package io.dromedary.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is accepted and not delivered yet, as a running Dromedary says it in its metrics. */
final class Backlog {
  static final String NOT_ROUTED = "not routed";

  private static final Pattern UNROUTED = Pattern.compile("(?m)^dromedary_unrouted ([0-9.E]+)$");
  private static final Pattern TARGET =
      Pattern.compile("(?m)^dromedary_backlog\\{target=\"([^\"]+)\"} ([0-9.E]+)$");

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;

  Backlog(int managementPort) {
    request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + managementPort + "/observe/metrics"))
            .build();
  }

  /** Events that are not routed, and deliveries that are pending, by target. */
  Map<String, Double> now() throws IOException, InterruptedException {
    String metrics = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    Map<String, Double> now = new LinkedHashMap<>();
    Matcher unrouted = UNROUTED.matcher(metrics);
    if (!unrouted.find()) {
      throw new IOException("the metrics do not say how many events are not routed");
    }
    now.put(NOT_ROUTED, Double.parseDouble(unrouted.group(1)));
    Matcher target = TARGET.matcher(metrics);
    while (target.find()) {
      now.put(target.group(1), Double.parseDouble(target.group(2)));
    }
    return now;
  }

  /**
   * What the slowest target has before it: its own deliveries, and all events that are not routed.
   */
  static double deepest(Map<String, Double> now) {
    double unrouted = now.getOrDefault(NOT_ROUTED, 0.0);
    double most = 0;
    for (Map.Entry<String, Double> each : now.entrySet()) {
      most = each.getKey().equals(NOT_ROUTED) ? most : Math.max(most, each.getValue());
    }
    return unrouted + most;
  }
}
