package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.store.Replays;
import io.dromedary.store.Store;
import io.dromedary.store.StoreException;
import java.time.Clock;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All commands, by their names. Immutable. */
public final class AdminCommands {
  private static final Logger LOG = LoggerFactory.getLogger(AdminCommands.class);

  private final Map<String, AdminCommand> byName = new TreeMap<>();

  AdminCommands(Collection<AdminCommand> commands) {
    commands.forEach(command -> byName.put(command.name(), command));
  }

  /**
   * The commands to a store.
   *
   * @param rules what the routes say now
   */
  public static AdminCommands of(Store store, RouteRules rules) {
    return of(store, rules, () -> null);
  }

  /**
   * The commands to a store, in the process that takes callbacks.
   *
   * @param rules what the routes say now
   * @param runtime how that process is; null where there is none
   */
  public static AdminCommands of(
      Store store, RouteRules rules, Supplier<@Nullable RuntimeStatus> runtime) {
    Replays replays =
        new Replays(
            store.database(),
            (source, route) -> rules.envelopes().of(source, route),
            Clock.systemUTC());
    return new AdminCommands(
        List.of(
            new ShowStatus(store, runtime),
            new StoreInfo(store.database()),
            new StoreBackup(store.database()),
            new StoreCopy(store.database()),
            new ListEvents(store),
            new FollowEvents(store),
            new ShowEvent(store),
            new ListDeadLetters(store),
            new DiscardDeadLetters(store),
            new ReplayEvents(store, replays, rules),
            new ListReplays(replays),
            new EventPurge(store.database())));
  }

  /** Whether there is a command of this name. */
  boolean has(String name) {
    return byName.containsKey(name);
  }

  /**
   * Runs a command.
   *
   * @param name as it is typed
   * @param request an object with its parameters
   * @throws AdminException also when the store or the command fails unexpectedly
   */
  public void run(String name, JsonNode request, AdminOutput output)
      throws AdminException, InterruptedException {
    AdminCommand command = byName.get(name);
    if (command == null) {
      throw new AdminException(Kind.NOT_FOUND, "there is no command '" + name + "'");
    }
    refuseUnknownParameters(command, request);
    try {
      command.run(request, output);
    } catch (CancellationException e) {
      throw new AdminException(
          Kind.FAILED, "'" + name + "' was ended early; nothing is left of it", e);
    } catch (StoreException e) {
      LOG.warn("'{}' failed: {}", name, reason(e), e);
      throw new AdminException(Kind.FAILED, reason(e), e);
    } catch (RuntimeException e) {
      LOG.error("'{}' failed unexpectedly", name, e);
      throw new AdminException(
          Kind.FAILED, "'" + name + "' failed unexpectedly (" + e + "); the log has more", e);
    }
  }

  private static void refuseUnknownParameters(AdminCommand command, JsonNode request)
      throws AdminException {
    if (!request.isObject()) {
      throw new AdminException(Kind.BAD_REQUEST, "a request must be a JSON object");
    }
    for (Iterator<String> names = request.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!command.parameters().contains(name)) {
        throw new AdminException(
            Kind.BAD_REQUEST,
            "'"
                + command.name()
                + "' does not know '"
                + name
                + "' here"
                + ". If the command line is newer than what runs, use the one of the same version");
      }
    }
  }

  private static String reason(StoreException e) {
    Throwable cause = e.getCause();
    String message = String.valueOf(e.getMessage());
    String because = cause == null ? null : cause.getMessage();
    return because == null || message.contains(because) ? message : message + ": " + because;
  }
}
