package io.dromedary.cli;

import picocli.CommandLine.Command;

/** {@code event}: one event. */
@Command(
    name = "event",
    description = "Look at one event.",
    subcommands = EventShowCommand.class,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class EventCommand {}
