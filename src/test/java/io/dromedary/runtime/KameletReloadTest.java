package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of routes that are made of Kamelets. */
@SuppressWarnings("NullAway.Init")
class KameletReloadTest {
  private static final String MODELS = "models.camel.yaml";
  private static final String SOURCE =
      """
      - route:
          id: models
          from:
            uri: kamelet:itwin-source
            steps:
              - setHeader:
                  name: Edition
                  expression:
                    constant:
                      expression: "1"
              - to:
                  uri: delivery:archive
      """;
  private static final String ARCHIVE =
      """
      - route:
          id: archive
          from:
            uri: delivery:archive
            steps:
              - to:
                  uri: kamelet:dromedary-archive-sink
                  parameters:
                    folder: "{{dromedary.data}}/kept"
      """;

  @TempDir private Path folder;

  @Test
  void refuseNothingAndLeaveNoRouteBehind() throws Exception {
    Path files = folder.resolve("routes");
    Files.createDirectories(files);
    Files.writeString(files.resolve(MODELS), SOURCE);
    Files.writeString(files.resolve("archive.camel.yaml"), ARCHIVE);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService senders = Executors.newFixedThreadPool(2);
    try (RunningDromedary dromedary =
        RunningDromedary.in(folder).routes(files).with("dromedary.reload=40ms").start()) {
      EditedRoutes routes = new EditedRoutes(files, dromedary.dromedary());
      CamelContext context = dromedary.dromedary().camelContext();
      List<Integer> before =
          List.of(
              context.getRoutesSize(),
              ((ModelCamelContext) context).getRouteDefinitions().size(),
              context.getEndpoints().size());
      List<Future<List<Integer>>> sending = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        sending.add(
            senders.submit(
                () -> {
                  List<Integer> answers = new ArrayList<>();
                  while (!done.get()) {
                    byte[] body = SentEvent.ofType("iModels.iModelDeleted.v1").body();
                    answers.add(dromedary.itwin().send(body).statusCode());
                  }
                  return answers;
                }));
      }
      for (int i = 2; i <= 6; i++) {
        routes.replace(MODELS, SOURCE.replace("\"1\"", "\"" + i + "\""));
        routes.awaitGeneration(i);
      }
      routes.replace(
          "archive.camel.yaml",
          ARCHIVE.replace("delivery:archive\n", "delivery:archive?concurrency=2\n"));
      routes.awaitGeneration(7);
      routes.replace("archive.camel.yaml", ARCHIVE);
      routes.awaitGeneration(8);
      done.set(true);
      for (Future<List<Integer>> sender : sending) {
        assertThat(sender.get(20, TimeUnit.SECONDS)).isNotEmpty().containsOnly(200);
      }
      dromedary.awaitDelivered();

      assertThat(dromedary.stored().events()).allMatch(event -> event.state().equals("routed"));
      assertThat(
              List.of(
                  context.getRoutesSize(),
                  ((ModelCamelContext) context).getRouteDefinitions().size(),
                  context.getEndpoints().size()))
          .isEqualTo(before);
    } finally {
      done.set(true);
      senders.shutdownNow();
    }
  }
}
