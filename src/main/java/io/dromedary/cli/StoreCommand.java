package io.dromedary.cli;

import picocli.CommandLine.Command;

/** {@code store}: the store as a whole. */
@Command(
    name = "store",
    description = "Look at the store. It works while Dromedary runs, and when it does not.",
    subcommands = {StoreInfoCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StoreCommand {}
