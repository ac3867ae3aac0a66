package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dromedary.admin.AdminOutput;
import java.util.function.BooleanSupplier;

/** Keeps the result of a command that is asked before another one. */
final class ResultOnly implements AdminOutput {
  private final ProgressBar progress;
  private final BooleanSupplier cancelled;
  private JsonNode result = MissingNode.getInstance();

  ResultOnly(ProgressBar progress, BooleanSupplier cancelled) {
    this.progress = progress;
    this.cancelled = cancelled;
  }

  JsonNode result() {
    return result;
  }

  @Override
  public void row(JsonNode row) {
    // Only the result is asked for.
  }

  @Override
  public void progress(long done, long total) {
    progress.at(done, total);
  }

  @Override
  public void result(JsonNode summary) {
    progress.clear();
    result = summary;
  }

  @Override
  public boolean cancelled() {
    return cancelled.getAsBoolean();
  }
}
