package io.dromedary.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source or target that {@code init} can write.
 *
 * @param name by which it is asked for
 * @param title what it is, in a few words
 * @param shipped its name among the shipped routes; null when it is not there
 * @param example the folder of examples that it takes; null when it takes none
 * @param rename the name in the example that a user may change; null when it is fixed
 * @param needs the source whose events it is for; null when it is for all
 * @param keys what has to be set before it is on
 */
record StarterPart(
    String name,
    String title,
    @Nullable String shipped,
    @Nullable String example,
    @Nullable String rename,
    @Nullable String needs,
    List<String> keys) {

  static final List<StarterPart> SOURCES =
      List.of(
          shippedSource("itwin", "Bentley iTwin, Webhooks V2"),
          new StarterPart(
              "itwin-v1",
              "Bentley iTwin, Webhooks V1 beside V2",
              "itwin",
              "itwin-v1",
              null,
              null,
              List.of("itwin.secret")),
          shippedSource("aps", "Autodesk Platform Services"),
          exampleSource("github", "GitHub", "github", null),
          exampleSource(
              "standard-webhooks",
              "any sender that follows Standard Webhooks; standard-webhooks=<name> to name it",
              "billing",
              "billing"),
          exampleSource(
              "hmac", "any other sender with an HMAC; hmac=<name> to name it", "plant", "plant"));

  static final List<StarterPart> TARGETS =
      List.of(
          shippedTarget("warehouse", "a row for each event, in SQLite or your database", List.of()),
          shippedTarget("archive", "a file for each event", List.of()),
          shippedTarget(
              "bus", "a Kafka record for each event", List.of("dromedary.target.bus.brokers")),
          shippedTarget(
              "partner", "an HTTPS POST of each event", List.of("dromedary.target.partner.url")),
          enrichment(
              "imodels", "a row for each iModel, from the iTwin API", "enrichment-itwin", "itwin"),
          enrichment("versions", "a row for each file version, from APS", "enrichment-aps", "aps"));

  private static StarterPart shippedSource(String name, String title) {
    return new StarterPart(name, title, name, null, null, null, List.of(name + ".secret"));
  }

  private static StarterPart exampleSource(
      String name, String title, String source, @Nullable String rename) {
    return new StarterPart(name, title, null, name, rename, null, List.of(source + ".secret"));
  }

  private static StarterPart shippedTarget(String name, String title, List<String> keys) {
    return new StarterPart(name, title, name, null, null, null, keys);
  }

  private static StarterPart enrichment(String name, String title, String example, String source) {
    String prefix = "dromedary.target." + name;
    return new StarterPart(
        name,
        title,
        null,
        example,
        null,
        source,
        List.of(prefix + ".clientId", prefix + ".client.secret"));
  }

  /** Whether it takes the events of all domains. */
  boolean general() {
    return needs == null;
  }
}
