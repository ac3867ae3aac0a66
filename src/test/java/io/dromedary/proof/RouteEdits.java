package io.dromedary.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All the ways in which somebody edits an installation, good ones and bad ones. Each leaves it so
 * that any of them can follow.
 */
final class RouteEdits {
  private static final String APPLIED = "The routes are now generation";
  private static final String REFUSED = "The edit of the route files is refused";
  private static final String TAKEN_BACK = "The route files say again what runs";
  private static final String ROTATED = "Changed secrets are in force: ";
  private static final String KEPT = " stays as it was: ";
  private static final String MENDED = " is as it should be again";

  private static final int EDITS_OF_ALL_KINDS = 29;
  private static final String BAD = "routes/bad.camel.yaml";
  private static final String NEW_ROUTE =
      """
      - route:
          id: %s
          from:
            uri: direct:%s
            steps:
              - to:
                  uri: %s
      """;
  private static final String CANNOT_START =
      """
      - route:
          id: cannot-start
          from:
            uri: file:/there/is/no/such/folder
            parameters:
              startingDirectoryMustExist: true
              autoCreate: false
            steps:
              - to:
                  uri: direct:itwin-otherwise
      """;

  private final Path folder;
  private final ProviderKeys keys;
  private final List<Kind> kinds = listed();
  private final Map<String, String> shipped;
  private int edits;
  private String itwinSecret;
  private String apsSecret;

  /** Changes files. */
  interface Change {
    void make() throws IOException;
  }

  /**
   * One edit.
   *
   * @param said what the log says when it has taken effect, or is refused
   * @param then what is done after that, on the side of the provider
   */
  record Edit(String kind, boolean good, Change change, String said, Runnable then) {}

  RouteEdits(Path folder, ProviderKeys keys, String itwinSecret, String apsSecret)
      throws IOException {
    this.folder = folder;
    this.keys = keys;
    this.itwinSecret = itwinSecret;
    this.apsSecret = apsSecret;
    this.shipped =
        Map.of(
            "domain", read("routes/domains/itwin/issues.camel.yaml"),
            "other", read("routes/domains/itwin/iModels.camel.yaml"),
            "linked", read("routes/domains/aps/data.camel.yaml"),
            "callback", read("routes/callbacks/itwin.camel.yaml"),
            "dispatch", read("routes/dispatch/itwin.camel.yaml"),
            "warehouse", read("routes/targets/warehouse.camel.yaml"),
            "archive", read("routes/targets/archive.camel.yaml"));
  }

  /** Makes ready what one kind needs; some are two edits, there and back. */
  interface Kind {
    List<Edit> edits();
  }

  private List<Kind> listed() {
    return List.of(
        () -> List.of(good("a domain route, in place", this::domainInPlace)),
        () -> List.of(good("a domain route, replaced by a rename", this::domainByRename)),
        () -> List.of(good("a domain route, behind a link that is swapped", this::domainByLink)),
        () -> List.of(good("the callback route", this::callback)),
        () -> List.of(good("the dispatch route", this::dispatch)),
        () -> List.of(good("target warehouse and its pool", this::warehouse)),
        () -> List.of(good("target archive", this::archive)),
        () ->
            List.of(
                good("a new folder with a route", this::addFolder),
                good("a folder that goes", () -> remove("routes/more"))),
        () ->
            List.of(
                good("a file under another name, and a new one", this::rename),
                good("the same, back", this::renameBack)),
        () -> bad("broken YAML", () -> write(BAD, "- route: {id: [\n")),
        () -> bad("an unknown component", () -> newRoute("bad", "bad", "nosuchcomponent:x")),
        () -> bad("an unknown target", () -> newRoute("bad", "bad", "delivery:nowhere")),
        () ->
            bad("an id that is there already", () -> newRoute("itwin-issues", "b", "direct:aps-data")),
        () -> bad("a route that does not start", () -> write(BAD, CANNOT_START)),
        () -> rotation("itwin"),
        () -> rotation("aps"),
        () -> mistake("a secret that is too short", "short"),
        () -> mistake("a file of a secret that is emptied", ""));
  }

  /** How many kinds there are. */
  int kinds() {
    return kinds.size();
  }

  /** How many edits there are when each kind was made once. */
  int inAll() {
    return EDITS_OF_ALL_KINDS;
  }

  /**
   * One that is the same each time. Camel keeps hold of the last context that was made, so what is
   * counted after it can be compared.
   */
  Edit last() {
    return good("target archive", this::archive);
  }

  /** The edits of one kind. */
  List<Edit> of(int kind) {
    return kinds.get(kind).edits();
  }

  private List<Edit> mistake(String kind, String secret) {
    return List.of(
        edit(kind, false, () -> writeItwin(secret), KEPT),
        edit("a secret that is mended", true, () -> writeItwin(itwinSecret), MENDED));
  }

  /** How it is before the first edit. */
  void begin() throws IOException {
    writeItwin(itwinSecret);
    writeAps(apsSecret);
    write("versions/1/data.camel.yaml", shipped.get("linked"));
    link();
  }

  private Edit good(String kind, Change change) {
    return edit(kind, true, change, APPLIED);
  }

  private List<Edit> bad(String kind, Change change) {
    return List.of(
        edit(kind, false, change, REFUSED),
        edit("a bad file that goes", true, () -> remove(BAD), TAKEN_BACK));
  }

  private static Edit edit(String kind, boolean good, Change change, String said) {
    return new Edit(kind, good, change, said, () -> {});
  }

  /** First both, then the provider changes, then the new one only. */
  private List<Edit> rotation(String source) {
    String next = "rotated-%08d-of-%s-with-some-more-letters".formatted(++edits, source);
    boolean itwin = source.equals("itwin");
    String before = itwin ? itwinSecret : apsSecret;
    if (itwin) {
      itwinSecret = next;
    } else {
      apsSecret = next;
    }
    return List.of(
        new Edit(
            "a second secret",
            true,
            () -> {
              if (itwin) {
                writeItwin(before + "\n" + next + "\n");
              } else {
                writeAps(before + "," + next);
              }
            },
            ROTATED,
            () -> keys.change(source, next)),
        edit(
            "the first secret goes",
            true,
            () -> {
              if (itwin) {
                writeItwin(next);
              } else {
                writeAps(next);
              }
            },
            ROTATED));
  }

  // ---- What is changed

  private void domainInPlace() throws IOException {
    write("routes/domains/itwin/issues.camel.yaml", marked("domain"));
  }

  private void domainByRename() throws IOException {
    Path file = folder.resolve("routes/domains/itwin/iModels.camel.yaml");
    Path next = file.resolveSibling(".iModels.swp");
    Files.writeString(next, marked("other"));
    Files.move(
        next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void domainByLink() throws IOException {
    Path versions = folder.resolve("versions");
    String old = Files.readSymbolicLink(versions.resolve("now")).toString();
    String next = "version-" + ++edits;
    write("versions/" + next + "/data.camel.yaml", marked("linked"));
    Files.createSymbolicLink(versions.resolve("next"), Path.of(next));
    Files.move(
        versions.resolve("next"),
        versions.resolve("now"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    remove("versions/" + old);
  }

  private void link() throws IOException {
    Files.createSymbolicLink(folder.resolve("versions/now"), Path.of("1"));
    Path file = folder.resolve("routes/domains/aps/data.camel.yaml");
    Files.delete(file);
    Files.createSymbolicLink(file, folder.resolve("versions/now/data.camel.yaml"));
  }

  private void callback() throws IOException {
    write("routes/callbacks/itwin.camel.yaml", marked("callback"));
  }

  private void dispatch() throws IOException {
    write("routes/dispatch/itwin.camel.yaml", marked("dispatch"));
  }

  private void warehouse() throws IOException {
    write(
        "routes/targets/warehouse.camel.yaml",
        shipped
            .getOrDefault("warehouse", "")
            .replace("concurrency: 4", "concurrency: " + (2 + edits % 2))
            .replace("passwordKey:", "connectionTimeout: " + (10_000 + ++edits) + "\n        passwordKey:"));
  }

  private void archive() throws IOException {
    write(
        "routes/targets/archive.camel.yaml",
        shipped
            .getOrDefault("archive", "")
            .replace("failureThreshold: 10", "failureThreshold: " + (10 + ++edits)));
  }

  private void addFolder() throws IOException {
    write("routes/more/deeper/new.camel.yaml", NEW_ROUTE.formatted("new", "new", "delivery:archive"));
  }

  private void rename() throws IOException {
    Path file = folder.resolve("routes/domains/itwin/forms.camel.yaml");
    Files.move(file, file.resolveSibling("forms-2.camel.yaml"));
    newRoute("bad", "more-" + ++edits, "delivery:archive");
  }

  private void renameBack() throws IOException {
    Path file = folder.resolve("routes/domains/itwin/forms.camel.yaml");
    Files.move(file.resolveSibling("forms-2.camel.yaml"), file);
    remove(BAD);
  }

  private void newRoute(String id, String from, String to) throws IOException {
    write(BAD, NEW_ROUTE.formatted(id, from, to));
  }

  /** The shipped route with a first step that is another one each time. */
  private String marked(String route) {
    String step =
        """
        steps:
                - setProperty:
                    name: edit
                    expression:
                      constant:
                        expression: "%d"
        """
            .formatted(++edits);
    return shipped.getOrDefault(route, "").replaceFirst("steps:\n", step);
  }

  private void writeItwin(String secret) throws IOException {
    write("secrets/itwin", secret);
  }

  private void writeAps(String secret) throws IOException {
    write("config/application.properties", "aps.secret=" + secret + "\n");
  }

  // ---- Files

  private String read(String file) throws IOException {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void remove(String file) throws IOException {
    try (Stream<Path> paths = Files.walk(folder.resolve(file))) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
