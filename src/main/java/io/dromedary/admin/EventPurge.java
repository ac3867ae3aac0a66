package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.store.Database;
import io.dromedary.store.Database.Dialect;
import io.dromedary.store.Pace;
import io.dromedary.store.Purge;
import io.dromedary.store.PurgeFilter;
import io.dromedary.store.PurgeListener;
import io.dromedary.store.PurgeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code purge}: removes events with all that is stored of them, and says what is out of reach. */
final class EventPurge implements AdminCommand {
  private final Database database;

  EventPurge(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "purge";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("event", "field", "dryRun");
  }

  @Override
  public void run(JsonNode request, AdminOutput output)
      throws AdminException, InterruptedException {
    boolean dryRun = request.path("dryRun").asBoolean();
    PurgeReport report =
        Purge.run(
            database, filter(request), dryRun, Pace.unhurried(), new Following(output, dryRun));
    output.result(result(report));
  }

  private static PurgeFilter filter(JsonNode request) throws AdminException {
    String event = request.path("event").asText("");
    String field = request.path("field").asText("");
    if (event.isBlank() == field.isBlank()) {
      throw new AdminException(
          Kind.BAD_REQUEST, "'purge' needs either an event or a field and its value, not both");
    }
    try {
      return event.isBlank() ? PurgeFilter.field(field) : new PurgeFilter.Event(event);
    } catch (IllegalArgumentException e) {
      throw new AdminException(Kind.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  private record Following(AdminOutput output, boolean dryRun) implements PurgeListener {
    @Override
    public void searched(long events, long all) {
      output.progress(events, all);
    }

    @Override
    public void found(String event) {
      say(event, dryRun ? "found" : "removed");
    }

    @Override
    public void unreadable(String event) {
      say(event, "not searched");
    }

    private void say(String event, String what) {
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      output.row(row.put("event", event).put("what", what));
    }

    @Override
    public boolean cancelled() {
      return output.cancelled();
    }
  }

  private ObjectNode result(PurgeReport report) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("dryRun", report.dryRun()).put("complete", report.complete());
    result.put("searched", report.searched());
    result.put("events", report.rows().events());
    result.put("deliveries", report.rows().deliveries());
    result.put("attempts", report.rows().attempts());
    result.put("unrouted", report.unrouted()).put("pending", report.pending());
    result.put("deadLetters", report.deadLetters());
    result.put("unreadable", report.unreadable());
    result.put("overwritten", report.overwritten());
    ArrayNode outOfReach = result.putArray("outOfReach");
    outOfReach(report).forEach(outOfReach::add);
    return result;
  }

  private List<String> outOfReach(PurgeReport report) {
    List<String> out = new ArrayList<>();
    if (!report.targets().isEmpty()) {
      out.add(
          "what these targets were given, or are being given now: "
              + String.join(", ", report.targets().stream().sorted().toList()));
    }
    report.copies().forEach(copy -> out.add("the copy " + copy));
    if (database.dialect() == Dialect.POSTGRESQL) {
      out.add(
          "removed rows that PostgreSQL keeps until it vacuums (vacuum full event, delivery, attempt),"
              + " and its write-ahead log");
    } else if (!report.overwritten() && !report.dryRun()) {
      out.add("traces in the file of the store: it was in use; run the purge again");
    }
    out.add("backups and copies of the store elsewhere");
    out.add("logs of Dromedary, of a proxy before it and of the targets behind it");
    out.add("duplicate keys: ids and digests without content, which go when they expire");
    return out;
  }
}
