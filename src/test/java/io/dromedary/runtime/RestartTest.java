package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was accepted before a stop is routed after it, to every target, at the first try. */
class RestartTest {
  private final RunningDromedary.Setup setup;

  RestartTest(@TempDir Path folder) {
    setup =
        RunningDromedary.in(folder).with("dromedary.target.partner.url=http://127.0.0.1:1/nobody");
  }

  @Test
  void eventsThatWaitAreRoutedWhenAllRoutesAreUpAndNotBefore() throws Exception {
    List<SentEvent> events = SentEvent.oneOfEachType();
    try (RunningDromedary dromedary = setup.start()) {
      dromedary.dromedary().camelContext().getRouteController().stopRoute("itwin-dispatch");
      dromedary.dromedary().camelContext().getRouteController().stopRoute("aps-dispatch");
      for (SentEvent event : events) {
        assertThat(
                (event.source().equals("itwin") ? dromedary.itwin() : dromedary.aps())
                    .send(event.body())
                    .statusCode())
            .isEqualTo(200);
      }
      assertThat(dromedary.dromedary().store().unrouted()).isEqualTo(events.size());
    }

    try (RunningDromedary dromedary = setup.start()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> dromedary.dromedary().store().unrouted() == 0);

      try (Connection connection = dromedary.stored().connect();
          Statement statement = connection.createStatement()) {
        assertThat(count(statement, "event where runs > 0")).as("runs that failed").isZero();
        for (String target : List.of("warehouse", "archive", "partner")) {
          assertThat(count(statement, "delivery where target = '" + target + "'"))
              .as("deliveries to %s", target)
              .isEqualTo(events.size());
        }
      }
    }
  }

  private static int count(Statement statement, String rows) throws Exception {
    try (ResultSet count = statement.executeQuery("select count(*) from " + rows)) {
      count.next();
      return count.getInt(1);
    }
  }
}
