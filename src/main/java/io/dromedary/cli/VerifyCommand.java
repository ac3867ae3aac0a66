package io.dromedary.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.signature.Cause;
import io.dromedary.signature.Diagnosis;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: whether a captured request is right, and if not, why. */
@Command(
    name = "verify",
    description = {
      "Say whether a captured request is signed as its source signs, and if not, why.",
      "What may have gone wrong is found by computing the signature again: with the body before usual"
          + " changes, with other ways to take the secret, with other algorithms, and so on."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It is right.",
      "1:It is not.",
      "2:The command line makes no sense.",
      "3:The source is not configured, or has no secret.",
      "4:An unexpected failure."
    },
    footer = {
      "",
      "Examples:",
      "  dromedary verify itwin --header 'Signature: sha256=...' body.json",
      "  dromedary verify github --headers headers.txt < body.json",
      "  dromedary verify aps --request captured.http     the whole request in one file",
      "  dromedary verify standard-webhooks --any-time --request yesterday.http --secret-file s"
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The body, byte for byte (standard input).")
  private @Nullable Path file;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "HEADER",
      description = "A header of the request, as 'Name: value'; may be repeated.")
  private List<String> headers = List.of();

  @Option(
      names = "--headers",
      paramLabel = "FILE",
      description = "A file with the headers, one a line.")
  private @Nullable Path headerFile;

  @Option(
      names = "--request",
      paramLabel = "FILE",
      description = "A file with the whole request: headers, an empty line, and the body.")
  private @Nullable Path request;

  @Option(
      names = "--any-time",
      description = "A signed timestamp may be of any time, as that of a capture is.")
  private boolean anyTime;

  @Option(names = "--json", description = "For programs: a line of JSON.")
  private boolean json;

  @Mixin private SourceOptions sources = new SourceOptions();

  @Override
  public Integer call() throws Exception {
    LogOutput.onlyWarnings();
    CommandSpec command = Objects.requireNonNull(spec);
    if (request != null && file != null) {
      throw new ParameterException(
          command.commandLine(), "The body is in the file of --request already: leave FILE out.");
    }
    SourceOptions.Source source = sources.find();
    Diagnosis diagnosis =
        Diagnosis.of(
            source.scheme(),
            source.secrets(),
            source.others(),
            captured().callback(),
            anyTime ? null : Instant.now());
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      new JsonLines(out, () -> false).result(result(source, diagnosis));
    } else {
      print(out, source, diagnosis);
    }
    out.flush();
    return diagnosis.authentic() ? Main.DONE : Main.NOT_AS_IT_SHOULD_BE;
  }

  private RawRequest captured() throws CommandFailure {
    RawRequest captured = new RawRequest();
    captured.headers(headers);
    if (headerFile != null) {
      captured.headers(BodyInput.read(headerFile));
    }
    if (request != null) {
      captured.request(BodyInput.read(request));
    } else {
      captured.body(BodyInput.read(file));
    }
    return captured;
  }

  private static void print(PrintWriter out, SourceOptions.Source source, Diagnosis diagnosis) {
    if (diagnosis.authentic()) {
      out.println("right: signed with " + secret(source, diagnosis));
      out.println("  scheme: " + source.scheme().description());
      return;
    }
    for (Cause cause : diagnosis.causes()) {
      out.println("wrong: %s [%s]".formatted(Column.printable(cause.what()), cause.label()));
      out.println("  mend: " + Column.printable(cause.mend()) + ".");
    }
    if (diagnosis.secret() > 0) {
      out.println("  found with " + secret(source, diagnosis));
    }
  }

  private static String secret(SourceOptions.Source source, Diagnosis diagnosis) {
    return source.secrets().size() == 1
        ? "the secret of " + source.secretsFrom()
        : "secret %d of %d of %s"
            .formatted(diagnosis.secret(), source.secrets().size(), source.secretsFrom());
  }

  private static ObjectNode result(SourceOptions.Source source, Diagnosis diagnosis) {
    ObjectNode result =
        JsonNodeFactory.instance
            .objectNode()
            .put("source", source.name())
            .put("scheme", source.scheme().preset())
            .put("right", diagnosis.authentic());
    if (diagnosis.secret() > 0) {
      result.put("secret", diagnosis.secret());
    }
    ArrayNode causes = result.putArray("causes");
    for (Cause cause : diagnosis.causes()) {
      causes
          .addObject()
          .put("cause", cause.label())
          .put("what", cause.what())
          .put("mend", cause.mend());
    }
    return result;
  }
}
