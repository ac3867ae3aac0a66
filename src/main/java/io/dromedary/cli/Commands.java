package io.dromedary.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands, in the order of the help. */
final class Commands {
  // A test holds the names equal to those that the commands have.
  static final Map<String, Class<?>> ALL = all();

  private Commands() {}

  private static Map<String, Class<?>> all() {
    Map<String, Class<?>> all = new LinkedHashMap<>();
    all.put("run", RunCommand.class);
    all.put("demo", DemoCommand.class);
    all.put("init", InitCommand.class);
    all.put("validate", ValidateCommand.class);
    all.put("events", EventsCommand.class);
    all.put("event", EventCommand.class);
    all.put("tail", TailCommand.class);
    all.put("status", StatusCommand.class);
    all.put("dead", DeadCommand.class);
    all.put("replay", ReplayCommand.class);
    all.put("store", StoreCommand.class);
    all.put("purge", PurgeCommand.class);
    all.put("send", SendCommand.class);
    all.put("sign", SignCommand.class);
    all.put("verify", VerifyCommand.class);
    all.put("completion", CompletionCommand.class);
    return all;
  }

  /** The one that the first argument names; none without arguments; else all of them. */
  static Collection<Class<?>> askedFor(String[] arguments) {
    if (arguments.length == 0) {
      return List.of();
    }
    Class<?> first = ALL.get(arguments[0]);
    return first == null ? ALL.values() : List.of(first);
  }
}
