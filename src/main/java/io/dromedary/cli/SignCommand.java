package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.signature.Signer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sign}: the headers with which a provider would send a body. */
@Command(
    name = "sign",
    description = "Sign a body as a source does, and print the headers of the signature.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "The secret is that of the source, or in a file; it is never an argument.",
      "",
      "Examples:",
      "  dromedary sign itwin event.json",
      "  dromedary sign itwin --curl event.json         a curl command that sends it",
      "  dromedary sign github --secret-file s < body   any scheme, without a route",
      "  dromedary sign standard-webhooks --id msg_1 --timestamp 1614265330 body.json",
      "  dromedary sign pay --scheme hmac --signature-header X-Sig --prefix sha256= body.json"
    })
final class SignCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The body (standard input).")
  private @Nullable Path file;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Of the message, where the scheme signs one (a new one).")
  private @Nullable String id;

  @Option(
      names = "--timestamp",
      paramLabel = "SECONDS",
      description = "Since 1970, where the scheme signs a timestamp (now).")
  private @Nullable Long timestamp;

  @Option(names = "--curl", description = "Print a curl command that sends it instead.")
  private boolean curl;

  @Option(names = "--url", paramLabel = "URL", description = "For --curl: where to.")
  private @Nullable String url;

  @Option(names = "--json", description = "For programs: a line of JSON.")
  private boolean json;

  @Mixin private SourceOptions sources = new SourceOptions();

  @Override
  public Integer call() throws Exception {
    LogOutput.onlyWarnings();
    SourceOptions.Source source = sources.find();
    Signer signer = source.signer();
    byte[] body = BodyInput.read(file);
    Map<String, String> headers =
        signer.headers(
            body,
            id == null ? "msg_" + UUID.randomUUID() : id,
            timestamp == null ? Instant.now().getEpochSecond() : timestamp);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (json) {
      ObjectNode result = JsonNodeFactory.instance.objectNode().put("source", source.name());
      ObjectNode all = result.putObject("headers");
      headers.forEach(all::put);
      new JsonLines(out, () -> false).result(result);
    } else if (curl) {
      out.println(command(headers, url == null ? CallbackUrl.of(source) : url));
    } else {
      headers.forEach((header, value) -> out.println(header + ": " + value));
    }
    out.flush();
    return Main.DONE;
  }

  private String command(Map<String, String> headers, String to) {
    StringBuilder command = new StringBuilder("curl -i ").append(quoted(to));
    command.append(" -H 'Content-Type: application/json'");
    headers.forEach(
        (header, value) -> command.append(" -H ").append(quoted(header + ": " + value)));
    return command
        .append(" --data-binary ")
        .append(file == null ? "@-" : quoted("@" + file))
        .toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
