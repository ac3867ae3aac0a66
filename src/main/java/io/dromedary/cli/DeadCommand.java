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
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DeadCommand {}
