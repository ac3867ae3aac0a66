package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.store.EventFilter;
import io.dromedary.store.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell completes commands by the script that {@code completion} prints. */
class CompletionTest {
  private final Path script;

  CompletionTest(@TempDir Path folder) throws Exception {
    script = Files.writeString(folder.resolve("dromedary.bash"), printed("bash"));
  }

  private static String printed(String shell) {
    StringWriter out = new StringWriter();
    assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute("completion", shell))
        .isZero();
    return out.toString();
  }

  /** What bash offers after these words, of which the last one is being typed. */
  private List<String> offered(String... words) throws Exception {
    String typed =
        Arrays.stream(words).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    // compopt is for a shell with a person before it.
    String ask =
        "compopt() { :; }; source '"
            + script
            + "'; COMP_WORDS=(dromedary "
            + typed
            + "); COMP_CWORD="
            + words.length
            + "; _complete_dromedary; printf '%s\\n' \"${COMPREPLY[@]}\"";
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", ask).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).as(said).isZero();
    return said.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void commandsAndOptionsAreOffered() throws Exception {
    assertThat(offered("st")).containsExactlyInAnyOrder("status", "store");
    assertThat(offered("dead", "")).contains("list", "show", "replay", "discard");
    assertThat(offered("status", "--w")).containsExactly("--watch");
    assertThat(offered("completion", "")).containsExactlyInAnyOrder("bash", "zsh");
  }

  @Test
  void namesOfSourcesTargetsAndEventTypesAreOffered() throws Exception {
    assertThat(offered("tail", "--source", "")).contains("aps", "itwin");
    assertThat(offered("dead", "list", "--target", "w")).containsExactly("warehouse");
    assertThat(offered("send", "it")).contains("itwin");
    assertThat(offered("send", "itwin", "iTwins.")).contains("iTwins.iTwinCreated.v1");
    assertThat(offered("events", "show", "iTwins.iTwinC"))
        .containsExactly("iTwins.iTwinCreated.v1");
    assertThat(offered("replay", "--to", "par")).containsExactly("partner");
    assertThat(offered("tail", "iModels.iModelC"))
        .containsExactlyInAnyOrder("iModels.iModelCloned.v1", "iModels.iModelCreated.v1");
    assertThat(offered("events", "--stored", "--type", "dm.lineage."))
        .contains("dm.lineage.reserved");
    assertThat(offered("events", "--stored", "--source", "")).containsExactly("aps", "itwin");
    assertThat(offered("events", "--stored", "--state", "un")).containsExactly("unrouted");
    assertThat(offered("dead", "list", "--stage", "ro")).containsExactly("routing");
  }

  @Test
  void theWordsForStatesAndStagesAreThoseOfTheStore() {
    assertThat(Candidates.STATES)
        .containsExactlyElementsOf(
            Arrays.stream(EventFilter.State.values()).map(EventFilter.State::text).toList());
    assertThat(Candidates.STAGES)
        .containsExactlyElementsOf(Arrays.stream(Stage.values()).map(Stage::text).toList());
  }

  @Test
  void theScriptForZshIsTheSameUnderItsOwnFirstLine() {
    String bash = printed("bash");
    String zsh = printed("zsh");

    assertThat(bash).startsWith("#!/usr/bin/env bash\n");
    assertThat(zsh).startsWith("#compdef dromedary\n").contains("bashcompinit");
    assertThat(zsh.lines().skip(1)).containsExactlyElementsOf(bash.lines().skip(1).toList());
  }
}
