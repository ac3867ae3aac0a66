package io.dromedary.cli;

import picocli.CommandLine.Command;

/** {@code store}: the store as a whole. */
@Command(
    name = "store",
    description = "Look at the store as a whole, and copy it.",
    subcommands = {
      StoreInfoCommand.class,
      StoreBackupCommand.class,
      StoreRestoreCommand.class,
      StoreCopyCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StoreCommand {}
