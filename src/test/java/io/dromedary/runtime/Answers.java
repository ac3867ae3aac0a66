package io.dromedary.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dromedary.admin.AdminOutput;
import java.util.ArrayList;
import java.util.List;

/** What a command says, kept. */
final class Answers implements AdminOutput {
  private final List<JsonNode> rows = new ArrayList<>();
  private JsonNode result = MissingNode.getInstance();

  /**
   * Runs a command as the command line does: by the owner of the store, or without one.
   *
   * @param request as JSON, with single quotes
   */
  static Answers to(String command, String request, Settings settings) throws Exception {
    Answers answers = new Answers();
    new Administration(settings)
        .run(command, new ObjectMapper().readTree(request.replace('\'', '"')), answers);
    return answers;
  }

  List<JsonNode> rows() {
    return rows;
  }

  JsonNode result() {
    return result;
  }

  @Override
  public void row(JsonNode row) {
    rows.add(row);
  }

  @Override
  public void progress(long done, long total) {
    // The end is what counts.
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
