package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dromedary.admin.AdminOutput;
import java.util.ArrayList;
import java.util.List;

/** Keeps all that a command says, to be shown as a whole. For commands that say little. */
final class Gathered implements AdminOutput {
  private final List<JsonNode> rows = new ArrayList<>();
  private JsonNode result = MissingNode.getInstance();

  /** Its rows that have this field. */
  List<JsonNode> rowsWith(String field) {
    return rows.stream().filter(row -> row.has(field)).toList();
  }

  JsonNode result() {
    return result;
  }

  /** Says it all again. */
  void to(AdminOutput output) {
    rows.forEach(output::row);
    output.result(result);
  }

  @Override
  public void row(JsonNode row) {
    rows.add(row);
  }

  @Override
  public void progress(long done, long total) {
    // It is done in a moment.
  }

  @Override
  public void result(JsonNode summary) {
    result = summary;
  }

  @Override
  public boolean cancelled() {
    return false;
  }
}
