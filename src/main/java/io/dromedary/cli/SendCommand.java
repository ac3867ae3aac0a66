package io.dromedary.cli;

import io.dromedary.catalogue.EventEntry;
import io.dromedary.provider.AnswerRule;
import io.dromedary.provider.Sender;
import io.dromedary.signature.Signer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

/** {@code send}: a callback as a provider would send it. */
@Command(
    name = "send",
    description = {
      "Send a signed callback, as the provider would: a sample with ids and times of its own, or a"
          + " file.",
      "It goes to the Dromedary of this folder, or to any receiver. Says what the provider would"
          + " make of the answer."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The provider would take every answer for delivered.",
      "1:It would not; also when a wrong signature (--corrupt) is refused.",
      "2:The command line makes no sense.",
      "3:The source is not configured, or has no secret.",
      "4:An unexpected failure."
    },
    footer = {
      "",
      "Examples:",
      "  dromedary send itwin iModels.iModelDeleted.v1",
      "  dromedary send itwin iModels.iModelDeleted.v1 --set content.userId=me --set iTwinId=42",
      "  dromedary send aps dm.version.added --count 1000 --rate 50",
      "  dromedary send itwin iModels.iModelDeleted.v1 --corrupt     is a wrong signature refused?",
      "  dromedary send itwin --file captured.json --url https://hooks.example.com/callbacks/itwin",
      "  dromedary send github push --file push.json --secret-file s --url"
          + " http://localhost:3000/hook"
    })
final class SendCommand implements Callable<Integer> {
  private static final int MAX_COUNT = 1_000_000;

  private final SecureRandom random = new SecureRandom();

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TYPE",
      completionCandidates = Candidates.EventTypes.class,
      description = "The event type, as 'events' lists it. With --file it may be left out.")
  private @Nullable String type;

  @Option(
      names = "--system",
      paramLabel = "SYSTEM",
      description = "The system of the event type, where several have it.")
  private @Nullable String system;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = {
        "Set a value in the body: content.userId=me, or /content/userId=me. May be repeated.",
        "A text stays a text; null, and JSON in quotes or brackets, is taken as JSON."
      })
  private List<String> sets = List.of();

  @Option(names = "--add", description = "--set may add what the body does not have.")
  private boolean add;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Send this body, byte for byte; - is standard input.")
  private @Nullable Path file;

  @Option(
      names = "--fresh",
      description = "With --file: give the body a new message id and time, where it has them.")
  private boolean fresh;

  @Option(names = "--url", paramLabel = "URL", description = "Where to (the Dromedary here).")
  private @Nullable String url;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "HEADER",
      description = "A further header, as 'Name: value'; may be repeated.")
  private List<String> headers = List.of();

  @Option(names = "--corrupt", description = "Sign wrongly, in the right form.")
  private boolean corrupt;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many (1), each with ids of its own.")
  private int count = 1;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "How many a second (as many as are answered).")
  private @Nullable Double rate;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many may wait for an answer at once (8).")
  private int connections = 8;

  @Option(
      names = "--json",
      description =
          "For programs: a line of JSON for each kind of answer, and one with the result.")
  private boolean json;

  @Mixin private SourceOptions sources = new SourceOptions();

  @Override
  public Integer call() throws Exception {
    LogOutput.onlyWarnings();
    CommandSpec command = Objects.requireNonNull(spec);
    refuseNonsense(command);
    SourceOptions.Source source = sources.find();
    Signer signer = source.signer();
    String scheme = source.scheme().preset();
    SendRun.Bodies bodies = bodies(source, scheme, signer);
    SendRun run =
        new SendRun(
            new Sender(scheme, signer, further(), corrupt),
            address(url == null ? CallbackUrl.of(source) : url),
            type,
            AnswerRule.of(scheme),
            corrupt);
    try (UntilCtrlC interrupted = UntilCtrlC.listen()) {
      return new SendReport(command.commandLine(), json, count, interrupted::happened)
          .show(run, bodies, new SendRun.Pace(count, rate, Math.min(connections, count)));
    }
  }

  private void refuseNonsense(CommandSpec command) {
    String mistake =
        type == null && file == null
            ? "Say which event type, or give a body with --file."
            : count < 1 || count > MAX_COUNT
                ? "--count must be from 1 to " + MAX_COUNT + "."
                : connections < 1 || connections > 512
                    ? "--connections must be from 1 to 512."
                    : rate != null && !(rate > 0) ? "--rate must be above 0." : null;
    if (mistake != null) {
      throw new ParameterException(command.commandLine(), mistake);
    }
  }

  private SendRun.Bodies bodies(SourceOptions.Source source, String scheme, Signer signer)
      throws CommandFailure {
    List<BodyEdit> edits = new ArrayList<>();
    for (String set : sets) {
      edits.add(BodyEdit.parse(set));
    }
    if (file != null) {
      byte[] body = BodyEdit.apply(edits, BodyInput.read(file), add);
      return fresh ? () -> FreshIds.in(body, random, Instant.now()) : () -> body;
    }
    EventEntry sample =
        new SampleChoice(source.settings().catalogue())
            .of(source.name(), scheme, Objects.requireNonNull(type), system);
    List<BodyEdit> all = new ArrayList<>(subscription(signer));
    all.addAll(edits);
    BodyEdit.apply(all, sample.body(random, Instant.now()), add);
    return () -> BodyEdit.apply(all, sample.body(random, Instant.now()), add);
  }

  /** A secret that is named for a subscription authenticates only bodies of that one. */
  private static List<BodyEdit> subscription(Signer signer) throws CommandFailure {
    return signer.subscription() == null
        ? List.of()
        : List.of(
            BodyEdit.parse(signer.subscriptionPointers().get(0) + "=" + signer.subscription()));
  }

  private Map<String, String> further() throws CommandFailure {
    RawRequest given = new RawRequest();
    given.headers(headers);
    Map<String, String> further = new LinkedHashMap<>();
    for (String header : given.callback().headerNames()) {
      further.put(header, String.join(", ", given.callback().headers(header)));
    }
    return further;
  }

  private static URI address(String url) throws CommandFailure {
    try {
      URI address = new URI(url);
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return address;
      }
    } catch (URISyntaxException notAnAddress) {
      // Reported below, like one of another kind.
    }
    throw new CommandFailure(
        2, "'%s' is no address of a receiver: it must be like https://host/path".formatted(url));
  }
}
