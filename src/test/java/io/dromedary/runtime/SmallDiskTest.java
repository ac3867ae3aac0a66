package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that becomes full, and has room again: nothing that was acknowledged is lost. */
class SmallDiskTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final long MEGABYTE = 1 << 20;

  private final Path folder;

  SmallDiskTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void atTheReserveCallbacksAreRefusedAndWhatWasAcceptedIsDelivered() throws Exception {
    try (SmallDisk disk = SmallDisk.of(48, folder.resolve("disk"));
        RunningDromedary dromedary =
            RunningDromedary.in(disk.folder())
                .with("dromedary.store.minFreeSpace=" + 8 * MEGABYTE)
                .start()) {
      List<SentEvent> events = SentEvent.oneOfEachType();
      dromedary.dromedary().camelContext().getRouteController().stopRoute("itwin-dispatch");
      disk.fill(12 * MEGABYTE);
      await().atMost(BOUND).until(() -> freeBytes(dromedary) < 16 * MEGABYTE);
      assertThat(dromedary.itwin().send(events.get(0).body()).statusCode())
          .as("below twice the reserve")
          .isEqualTo(200);

      disk.fill(6 * MEGABYTE);
      await()
          .atMost(BOUND)
          .until(() -> dromedary.itwin().send(events.get(1).body()).statusCode() == 503);
      assertThat(dromedary.itwin().send(events.get(1).body()).headers().firstValue("Retry-After"))
          .isPresent();
      assertThat(dromedary.get("/callbacks/health").statusCode()).isEqualTo(503);
      assertThat(dromedary.health().body()).contains("disk is nearly full");
      assertThat(freeBytes(dromedary)).isBetween(0.0, 8.0 * MEGABYTE);

      dromedary.dromedary().camelContext().getRouteController().startRoute("itwin-dispatch");
      dromedary.awaitDelivered();
      assertThat(dromedary.dromedary().store().isUp()).isTrue();

      disk.giveBack();
      await()
          .atMost(BOUND)
          .until(() -> dromedary.itwin().send(events.get(1).body()).statusCode() == 200);
      assertThat(dromedary.health().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aFullDiskIsAnswered503AndTakesCallbacksAgainWhenThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.of(48, folder.resolve("disk"));
        RunningDromedary dromedary =
            RunningDromedary.in(disk.folder())
                .with("dromedary.store.minFreeSpace=0")
                .with("dromedary.inbox.answerDeadline=30s")
                .start()) {
      List<String> acknowledged = new ArrayList<>();
      disk.fill(0);
      int refused = 0;
      for (SentEvent event : SentEvent.oneOfEachType()) {
        for (int i = 0; i < 20 && refused < 5; i++) {
          SentEvent one = padded(event, i);
          int status =
              (one.source().equals("itwin") ? dromedary.itwin() : dromedary.aps())
                  .send(one.body(), "x-adsk-delivery-id", "~/" + i + one.type())
                  .statusCode();
          assertThat(status).isIn(200, 503);
          if (status == 200) {
            acknowledged.add(one.text());
          } else {
            refused++;
          }
        }
      }
      assertThat(refused).as("503 of a full disk").isEqualTo(5);
      assertThat(dromedary.dromedary().store().isUp()).isFalse();
      assertThat(dromedary.health().body()).contains("store cannot commit");

      disk.giveBack();
      // Nobody sends meanwhile: it finds out by itself.
      await().atMost(BOUND).until(() -> dromedary.get("/callbacks/health").statusCode() == 200);
      SentEvent last = SentEvent.ofType("issues.issueCreated.v1");
      assertThat(dromedary.itwin().send(last.body()).statusCode()).isEqualTo(200);
      acknowledged.add(last.text());
      dromedary.awaitDelivered();
      assertThat(
              dromedary.stored().events().stream()
                  .map(event -> new String(event.body(), StandardCharsets.UTF_8)))
          .containsAll(acknowledged);
    }
  }

  /** Another one of its kind, and larger. */
  private static SentEvent padded(SentEvent event, int number) {
    String beginning = event.text().substring(0, 40);
    return event.with(
        beginning,
        beginning.replaceFirst("\\{", "{\"padding\":\"" + number + "x".repeat(8_000) + "\","));
  }

  private static double freeBytes(RunningDromedary dromedary) throws Exception {
    Matcher line =
        Pattern.compile("(?m)^dromedary_disk_free_bytes (\\S+)$")
            .matcher(dromedary.metrics().body());
    assertThat(line.find()).isTrue();
    return Double.parseDouble(line.group(1));
  }
}
