package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dromedary.admin.AdminException;
import io.dromedary.admin.AdminOutput;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;

/**
 * The output for programs: a line for each row as it is, and a last one, {@code {"result": ...}} or
 * {@code {"error": ...}}.
 */
final class JsonLines implements AdminOutput {
  private final PrintWriter out;
  private final BooleanSupplier cancelled;

  JsonLines(PrintWriter out, BooleanSupplier cancelled) {
    this.out = out;
    this.cancelled = cancelled;
  }

  @Override
  public void row(JsonNode row) {
    out.println(row);
  }

  @Override
  public void progress(long done, long total) {
    // Programs wait for the result.
  }

  @Override
  public void result(JsonNode summary) {
    out.println(JsonNodeFactory.instance.objectNode().set("result", summary).toString());
    out.flush();
  }

  void error(AdminException failure) {
    JsonNode error =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", failure.kind().text())
            .put("message", failure.sentence());
    out.println(JsonNodeFactory.instance.objectNode().set("error", error).toString());
    out.flush();
  }

  @Override
  public boolean cancelled() {
    // A reader that has gone, as 'head' does, ends the command.
    return cancelled.getAsBoolean() || out.checkError();
  }
}
