package io.dromedary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.reload.Generation;
import io.dromedary.reload.ReloadListener;
import io.dromedary.validation.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** The route files of a running Dromedary, to be edited as people and containers edit them. */
final class EditedRoutes implements ReloadListener {
  static final Duration SOON = Duration.ofSeconds(20);

  private final Path folder;
  private final Dromedary dromedary;
  private final List<List<Finding>> refusals = new CopyOnWriteArrayList<>();
  private final List<Generation> applied = new CopyOnWriteArrayList<>();

  EditedRoutes(Path folder, Dromedary dromedary) {
    this.folder = folder;
    this.dromedary = dromedary;
    dromedary.camelContext().getRegistry().bind("editedRoutes", this);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  String text(String name) throws IOException {
    return Files.readString(file(name));
  }

  /** Writes a file in place. */
  void write(String name, String text) throws IOException {
    Files.createDirectories(file(name).getParent());
    Files.writeString(file(name), text);
  }

  /** Writes a file beside it, and renames it over. */
  void replace(String name, String text) throws IOException {
    Path beside = file(name).resolveSibling(".new");
    Files.createDirectories(beside.getParent());
    Files.writeString(beside, text);
    Files.move(beside, file(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Replaces a part of a file, which has to be there. */
  void edit(String name, String part, String by) throws IOException {
    String text = text(name);
    assertThat(text).contains(part);
    write(name, text.replace(part, by));
  }

  long generation() {
    return Objects.requireNonNull(dromedary.generation()).number();
  }

  /** Waits until another edit has taken effect. */
  void awaitGeneration(long number) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () -> {
              assertThat(refusals.stream().flatMap(List::stream).toList()).isEmpty();
              assertThat(generation()).isEqualTo(number);
            });
  }

  /** Waits until an edit is refused, forgets that, and says why. */
  List<Finding> awaitRefusal() {
    await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> !refusals.isEmpty());
    List<Finding> refusal = refusals.get(0);
    refusals.clear();
    return refusal;
  }

  List<Generation> applied() {
    return applied;
  }

  @Override
  public void applied(Generation now) {
    applied.add(now);
  }

  @Override
  public void refused(List<Finding> findings) {
    refusals.add(findings);
  }
}
