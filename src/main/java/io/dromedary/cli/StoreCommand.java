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
    footer = {
      "",
      "Examples:",
      "  dromedary store info",
      "  dromedary store backup /backup/dromedary-2026-01-31.db"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class StoreCommand {}
