package io.dromedary.cli;

import picocli.CommandLine.Command;

/** {@code dead}: dead letters, that is, events and deliveries that were given up. */
@Command(
    name = "dead",
    description = "Look at what was given up, and try it again or discard it.",
    subcommands = {
      DeadListCommand.class,
      EventShowCommand.class,
      DeadReplayCommand.class,
      DeadDiscardCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  dromedary dead list --target partner",
      "  dromedary dead show itwin:32369e4b-c9ff-47e4-b422-83b97247ce5b",
      "  dromedary dead replay --stage routing",
      "  dromedary dead discard --stage read --reason 'not ours'"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DeadCommand {}
