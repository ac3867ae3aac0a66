package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.dromedary.admin.AdminOutput;

/** Keeps the result of a command that is asked before another one. */
final class ResultOnly {
  private JsonNode result = MissingNode.getInstance();

  JsonNode result() {
    return result;
  }

  /** Shows how far it is, and nothing else. */
  AdminOutput before(AdminOutput output) {
    return new AdminOutput() {
      @Override
      public void row(JsonNode row) {
        // Only the result is asked for.
      }

      @Override
      public void progress(long done, long total) {
        output.progress(done, total);
      }

      @Override
      public void result(JsonNode summary) {
        result = summary;
      }

      @Override
      public boolean cancelled() {
        return output.cancelled();
      }
    };
  }
}
