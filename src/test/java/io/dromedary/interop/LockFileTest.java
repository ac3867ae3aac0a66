package io.dromedary.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The libraries of others come from the public registry, and are those that were looked at. */
class LockFileTest {
  @Test
  void everyLibraryIsPinnedAndFromThePublicRegistry() throws Exception {
    JsonNode lock =
        new ObjectMapper().readTree(Path.of("src", "test", "node", "package-lock.json").toFile());

    int libraries = 0;
    for (var entry : lock.path("packages").properties()) {
      if (!entry.getKey().isEmpty()) {
        libraries++;
        JsonNode library = entry.getValue();
        assertThat(library.path("resolved").asText())
            .as(entry.getKey())
            .startsWith("https://registry.npmjs.org/");
        assertThat(library.path("integrity").asText()).as(entry.getKey()).startsWith("sha512-");
      }
    }
    assertThat(libraries).isGreaterThanOrEqualTo(2);
  }
}
