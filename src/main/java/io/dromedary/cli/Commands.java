package io.dromedary.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands, in the order of the help. */
final class Commands {
  // A test holds them equal to those that the commands have.
  private static final List<String> NAMES =
      List.of(
          "run",
          "demo",
          "init",
          "validate",
          "events",
          "event",
          "tail",
          "status",
          "dead",
          "replay",
          "store",
          "purge",
          "send",
          "sign",
          "verify",
          "completion");

  private Commands() {}

  static Map<String, Class<?>> all() {
    Map<String, Class<?>> all = new LinkedHashMap<>();
    NAMES.forEach(name -> all.put(name, named(name)));
    return all;
  }

  /** Loads that class and no other. */
  private static Class<?> named(String name) {
    return switch (name) {
      case "run" -> RunCommand.class;
      case "demo" -> DemoCommand.class;
      case "init" -> InitCommand.class;
      case "validate" -> ValidateCommand.class;
      case "events" -> EventsCommand.class;
      case "event" -> EventCommand.class;
      case "tail" -> TailCommand.class;
      case "status" -> StatusCommand.class;
      case "dead" -> DeadCommand.class;
      case "replay" -> ReplayCommand.class;
      case "store" -> StoreCommand.class;
      case "purge" -> PurgeCommand.class;
      case "send" -> SendCommand.class;
      case "sign" -> SignCommand.class;
      case "verify" -> VerifyCommand.class;
      case "completion" -> CompletionCommand.class;
      default -> throw new IllegalArgumentException("there is no command " + name);
    };
  }

  /** The one that the first argument names; none without arguments; else all of them. */
  static Collection<Class<?>> askedFor(String[] arguments) {
    if (arguments.length == 0) {
      return List.of();
    }
    return NAMES.contains(arguments[0]) ? List.of(named(arguments[0])) : all().values();
  }
}
