package io.dromedary.cli;

import picocli.CommandLine.Command;

/** {@code event}: one event. */
@Command(
    name = "event",
    description = "Look at one event.",
    subcommands = EventShowCommand.class,
    footer = {"", "Examples:", "  dromedary event show itwin:32369e4b-c9ff-47e4-b422-83b97247ce5b"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EventCommand {}
