package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dromedary.runtime.CallbackRoutes.CallbackRoute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands read a route as Camel does when it runs. */
class CallbackRoutesTest {
  /** Of a variable that every system has. */
  private static final String VALUE = Objects.requireNonNull(System.getenv("PATH"));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private List<CallbackRoute> routes(String source, String path) throws Exception {
    Files.writeString(
        folder.resolve("a.camel.yaml"),
        """
        - beans:
            - name: signature
              type: io.dromedary.signature.SignatureProcessor
              properties:
                scheme: itwin
                secret: itwin.secret
                source: "%s"
        - route:
            id: a
            from:
              uri: platform-http:/callbacks/%s
              steps:
                - process:
                    ref: signature
        """
            .formatted(source, path));
    return CallbackRoutes.of(
        Settings.read(
            new Settings.Options(null, folder, null, null, null, Map.of("my.path", "hooks")),
            name -> null));
  }

  @Test
  void aFunctionIsNoKeyWithADefault() throws Exception {
    assertThat(routes("{{env:PATH}}", "{{env:DROMEDARY_NOT_SET:x}}"))
        .singleElement()
        .satisfies(
            route -> {
              assertThat(route.source()).isEqualTo(VALUE);
              assertThat(route.path()).isEqualTo("/callbacks/x");
            });
  }

  @Test
  void aKeyThatOnlyTheEnvironmentSetsCounts() throws Exception {
    assertThat(routes("{{path}}", "{{my.path}}"))
        .singleElement()
        .satisfies(
            route -> {
              assertThat(route.source()).isEqualTo(VALUE);
              assertThat(route.path()).isEqualTo("/callbacks/hooks");
            });
  }

  @Test
  void aKeyThatNothingSetsIsNamed() {
    assertThat(
            catchThrowableOfType(
                StartException.class, () -> routes("{{my.source}}", "{{my.path}}")))
        .hasMessageContaining("signature")
        .hasMessageContaining("my.source, which is not set");
  }
}
