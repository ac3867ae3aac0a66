package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.catalogue.Catalogue;
import io.dromedary.secret.Secrets;
import io.dromedary.validation.Configuration;
import io.dromedary.validation.Placeholders;
import io.dromedary.validation.RouteFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the route files say that a source is read. */
class RouteEnvelopesTest {
  private static final byte[] BODY =
      "{\"eventType\":\"a.b\",\"kind\":\"c.d\",\"what\":\"e.f\"}".getBytes(StandardCharsets.UTF_8);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private final Map<String, String> properties = new HashMap<>();

  private @Nullable String eventType(String source, @Nullable String route) throws Exception {
    Configuration configuration =
        new Configuration(
            Path.of("application.properties"),
            Map.of(),
            properties,
            Secrets.of(Map.of(), name -> null),
            Catalogue.shipped(),
            Set.of());
    return new RouteEnvelopes(RouteFiles.read(folder).files(), new Placeholders(configuration))
        .of(source, route)
        .readAgain(BODY, null, null)
        .eventType();
  }

  private void routes(String yaml) throws Exception {
    Files.writeString(folder.resolve("callbacks.camel.yaml"), yaml);
  }

  @Test
  void optionsStandInTheParametersOrInTheUri() throws Exception {
    routes(
        """
        - route:
            id: one
            from:
              uri: platform-http:/one
              steps:
                - to:
                    uri: inbox:acme
                    parameters:
                      eventType: /kind
        - route:
            id: two
            from:
              uri: platform-http:/two
              steps:
                - to: inbox:other?eventType=%2Fwhat&zone=UTC
        """);

    assertThat(eventType("acme", null)).isEqualTo("c.d");
    assertThat(eventType("other", null)).isEqualTo("e.f");
    assertThat(eventType("itwin", null)).as("by the preset of its name").isEqualTo("a.b");
  }

  @Test
  void theRouteThatTookACallbackSaysHowItIsRead() throws Exception {
    routes(
        """
        - route:
            id: first
            from:
              uri: platform-http:/one
              steps:
                - to: { uri: "inbox:acme", parameters: { eventType: /kind } }
        - route:
            id: second
            from:
              uri: platform-http:/two
              steps:
                - to: { uri: "inbox:acme", parameters: { eventType: /what } }
        """);

    assertThat(eventType("acme", "second")).isEqualTo("e.f");
    assertThat(eventType("acme", "first")).isEqualTo("c.d");
    assertThat(eventType("acme", "gone by now")).isEqualTo("c.d");
  }

  @Test
  void placeholdersAreFilledInAndAMissingOneIsNamed() throws Exception {
    routes(
        """
        - route:
            id: first
            from:
              uri: platform-http:/one
              steps:
                - to: { uri: "inbox:acme", parameters: { eventType: "{{acme.type:/kind}}" } }
                - to: { uri: "inbox:other", parameters: { eventType: "{{other.type}}" } }
        """);

    assertThat(eventType("acme", null)).isEqualTo("c.d");
    properties.put("acme.type", "/what");
    assertThat(eventType("acme", null)).isEqualTo("e.f");
    assertThatThrownBy(() -> eventType("other", null))
        .hasMessageContaining("{{other.type}}")
        .hasMessageContaining("not set");
  }
}
