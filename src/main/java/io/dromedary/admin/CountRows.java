package io.dromedary.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.store.CopyReport;
import io.dromedary.store.StoreCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How what a store holds is said: a row for each table and state. */
public final class CountRows {
  private CountRows() {}

  /** In the order of an event's way. */
  public static List<ObjectNode> of(StoreCounts counts) {
    return counts.byTable().entrySet().stream()
        .flatMap(
            table ->
                table.getValue().entrySet().stream()
                    .map(
                        state ->
                            JsonNodeFactory.instance
                                .objectNode()
                                .put("table", table.getKey())
                                .put("state", state.getKey())
                                .put("count", state.getValue())))
        .toList();
  }

  /** Says what a copy holds, and that it is whole. */
  static void say(CopyReport copy, AdminOutput output) {
    say(copy, null, output);
  }

  /**
   * Says what a restored store holds.
   *
   * @param aside where what was there before is now; null when nothing was
   */
  public static void say(CopyReport copy, @Nullable String aside, AdminOutput output) {
    of(copy.counts()).forEach(output::row);
    ObjectNode result = result(copy);
    if (aside != null) {
      result.put("aside", aside);
    }
    output.result(result);
  }

  private static ObjectNode result(CopyReport copy) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("location", copy.location())
        .put("bytes", copy.bytes())
        .put("rows", copy.counts().rows());
  }
}
