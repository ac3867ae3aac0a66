package io.dromedary.cli;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: what teaches a shell to complete commands. */
@Command(
    name = "completion",
    description = {
      "Print a script that teaches the shell to complete commands, options, and names of sources,"
          + " targets and event types.",
      "",
      "It completes what is typed as 'dromedary', so that has to be an alias or a script for java"
          + " -jar dromedary.jar. The names are those of the moment in which it is printed: of the"
          + " catalogue, and of the folder routes/ here."
    },
    footer = {
      "",
      "Examples:",
      "  alias dromedary='java -jar /opt/dromedary/dromedary.jar'",
      "  source <(dromedary completion bash)             for this shell",
      "  dromedary completion bash > ~/.local/share/bash-completion/completions/dromedary",
      "  dromedary completion zsh > ~/.dromedary.zsh     to be sourced from ~/.zshrc"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class CompletionCommand implements Callable<Integer> {
  /** The shells that one script serves: it sees which of them reads it. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    CommandLine root = Main.commandLine();
    String script = AutoComplete.bash(root.getCommandName(), root);
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    line.getOut()
        .print(
            shell == Shell.ZSH
                ? script.replaceFirst("\\A#![^\n]*\n", "#compdef dromedary\n")
                : script);
    line.getOut().flush();
    return Main.DONE;
  }
}
