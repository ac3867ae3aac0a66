package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/** What a start loads, it waits for: that is never what only others need. */
class ClassesOfAStartTest {
  private static final List<String> NOT_NEEDED =
      List.of(
          "io.dromedary.cli.SendCommand",
          "io.dromedary.cli.StoreCommand",
          "io.dromedary.demo.Demo",
          "ch.qos.logback.classic.PatternLayout",
          "com.networknt.schema.SchemaRegistry",
          "org.apache.camel.component.kamelet.KameletComponent",
          "io.dromedary.validation.KameletCheck",
          "io.netty.resolver.dns.DnsNameResolver",
          "org.apache.kafka.clients.producer.KafkaProducer",
          "org.postgresql.jdbc.PgConnection");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void itLoadsNothingThatOnlyOthersNeed() throws Exception {
    Path classes = folder.resolve("classes.txt");
    List<String> program = new ArrayList<>();
    program.add("-Xlog:class+load:file=" + classes);
    program.addAll(ChildProcess.classes());
    try (ChildProcess run =
        ChildProcess.start(
            List.of(),
            folder,
            Map.of("ITWIN_SECRET", "0123456789abcdef0123456789abcdef"),
            program,
            List.of(
                "run",
                "--routes",
                Path.of("routes").toAbsolutePath().toString(),
                "--port",
                "0",
                "--management-port",
                "0"))) {
      assertThat(run.callbackPort()).isPositive();
    }
    String loaded =
        Files.readString(classes)
            .lines()
            .map(line -> line.replaceFirst("^(?:\\[[^]]*])+ ", "").replaceFirst(" source:.*", ""))
            .collect(Collectors.joining("\n", "\n", "\n"));
    assertThat(loaded).contains("\nio.dromedary.cli.RunCommand\n");
    assertThat(NOT_NEEDED)
        .allSatisfy(name -> assertThat(loaded.contains("\n" + name + "\n")).as(name).isFalse());
  }

  @Test
  void theCommandThatIsAskedForIsBuiltAlone() {
    assertThat(Main.commandLine(new String[] {"run", "--port", "0"}).getSubcommands())
        .containsOnlyKeys("run");
    assertThat(Main.commandLine(new String[] {}).getSubcommands()).isEmpty();
    assertThat(Main.commandLine(new String[] {"--help"}).getSubcommands())
        .containsOnlyKeys(Commands.all().keySet());
    assertThat(Main.commandLine(new String[] {"rnu"}).getSubcommands())
        .containsOnlyKeys(Commands.all().keySet());
  }

  @Test
  void commandsAreListedByTheirNames() {
    assertThat(Commands.all())
        .allSatisfy(
            (name, type) -> assertThat(type.getAnnotation(Command.class).name()).isEqualTo(name));
  }
}
