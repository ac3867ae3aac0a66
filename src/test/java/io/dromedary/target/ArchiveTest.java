package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.event.EventHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchiveTest extends TargetRouteTest {
  private static final String FOLDER = "archive/itwin/iModels/2026/11/22/";

  ArchiveTest() {
    super("archive");
  }

  @Override
  Map<String, String> settings() {
    return Map.of();
  }

  @Test
  void an_event_becomes_one_file_by_the_date_of_receipt() throws Exception {
    Exchange done = deliver(BODY, Map.of());

    assertThat(done.getException()).isNull();
    assertThat(files()).containsExactly(FOLDER + EVENT_ID + ".json");
    assertThat(data.resolve(FOLDER + EVENT_ID + ".json")).hasBinaryContent(BODY);
  }

  @Test
  void the_signed_bytes_are_kept_whatever_the_routes_made_of_the_body() throws Exception {
    byte[] signed = {'{', (byte) 0xff, 0, '}'};

    Exchange done =
        template.send(
            "direct:delivery",
            exchange -> {
              exchange.setProperty("CamelDeliverySignedBody", signed);
              exchange.getMessage().setBody(BODY);
              exchange.getMessage().setHeaders(event());
            });

    assertThat(done.getException()).isNull();
    assertThat(data.resolve(FOLDER + EVENT_ID + ".json")).hasBinaryContent(signed);
  }

  @Test
  void a_repeat_with_the_same_bytes_succeeds() throws Exception {
    deliver(BODY, Map.of());

    assertThat(deliver(BODY, Map.of()).getException()).isNull();
    assertThat(files()).containsExactly(FOLDER + EVENT_ID + ".json");
  }

  @Test
  void other_bytes_under_the_same_id_fail_and_change_nothing() throws Exception {
    deliver(BODY, Map.of());

    Exchange failed = deliver("{}".getBytes(StandardCharsets.UTF_8), Map.of());

    assertThat(failed.getException(FileAlreadyExistsException.class))
        .hasMessageContaining(EVENT_ID + ".json")
        .hasMessageContaining("holds other bytes");
    assertThat(files()).containsExactly(FOLDER + EVENT_ID + ".json");
    assertThat(data.resolve(FOLDER + EVENT_ID + ".json")).hasBinaryContent(BODY);
  }

  @Test
  void a_leftover_of_a_crash_is_replaced() throws Exception {
    Path leftover = data.resolve(FOLDER + EVENT_ID + ".json.part");
    Files.createDirectories(leftover.getParent());
    Files.write(leftover, new byte[100_000]);

    assertThat(deliver(BODY, Map.of()).getException()).isNull();
    assertThat(files()).containsExactly(FOLDER + EVENT_ID + ".json");
    assertThat(data.resolve(FOLDER + EVENT_ID + ".json")).hasBinaryContent(BODY);
  }

  @Test
  void the_file_of_an_attempt_that_still_runs_is_not_written_into() throws Exception {
    Path temporary = data.resolve(FOLDER + EVENT_ID + ".json.part");
    Files.createDirectories(temporary.getParent());
    Files.write(temporary, new byte[100_000]);
    Path sameFile = Files.createLink(data.resolve("same-file"), temporary);

    assertThat(deliver(BODY, Map.of()).getException()).isNull();
    assertThat(sameFile).hasSize(100_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../x",
        "/etc/passwd",
        "CON",
        "a/b~c",
        "..\\..\\x",
        "${sysenv.HOME}",
        "{{dromedary.data}}",
        "x\0y",
        "...",
        "é"
      })
  void an_event_id_never_leaves_the_folder_and_leads_back(String eventId) throws Exception {
    Exchange done = deliver(BODY, eventId(eventId));

    assertThat(done.getException()).isNull();
    List<String> files = files();
    assertThat(files).hasSize(1);
    assertThat(files.get(0)).startsWith(FOLDER).endsWith(".json");
    String name = files.get(0).substring(FOLDER.length()).replaceFirst("\\.json$", "");
    assertThat(FileNames.decode(name)).isEqualTo(eventId);
  }

  @Test
  void a_domain_or_source_never_leaves_the_folder() throws Exception {
    Exchange done =
        deliver(BODY, Map.of(EventHeaders.SOURCE, "../..", EventHeaders.DOMAIN, "../../../x"));

    assertThat(done.getException()).isNull();
    assertThat(files())
        .singleElement()
        .asString()
        .startsWith("archive/%2E.%2F.%2E/%2E.%2F..%2F..%2Fx/2026/");
  }

  @Test
  void an_event_without_a_domain_is_kept_as_unknown() throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put(EventHeaders.DOMAIN, null);

    assertThat(deliver(BODY, headers).getException()).isNull();
    assertThat(files()).containsExactly("archive/itwin/unknown/2026/11/22/" + EVENT_ID + ".json");
  }

  @Test
  void long_ids_and_large_bodies_are_kept() throws Exception {
    byte[] body = new byte[8 << 20];
    Arrays.fill(body, (byte) 'x');

    Exchange done = deliver(body, eventId("É".repeat(500)));

    assertThat(done.getException()).isNull();
    assertThat(files()).hasSize(1);
    assertThat(data.resolve(files().get(0))).hasBinaryContent(body);
  }

  @Test
  void a_folder_that_cannot_be_written_fails_the_delivery() throws Exception {
    Files.writeString(data.resolve("archive"), "a file where the folder should be");

    assertThat(deliver(BODY, Map.of()).getException()).isNotNull();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> tree = Files.walk(data)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> data.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }
}
