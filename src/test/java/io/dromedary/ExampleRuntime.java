package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Readme.Example;
import io.dromedary.runtime.Dromedary;
import io.dromedary.runtime.Settings;
import io.dromedary.runtime.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real runtime with the shipped files, and examples written over them. */
final class ExampleRuntime implements AutoCloseable {
  /** In the first line of an example: the file, and where in it the rest belongs. */
  private static final Pattern PLACE =
      Pattern.compile("# (routes/\\S+\\.camel\\.yaml)(?:, below the first \"(.+)\")?");

  private final Path folder;
  private final Dromedary dromedary;
  private final HttpClient client = HttpClient.newHttpClient();

  private ExampleRuntime(Path folder, Dromedary dromedary) {
    this.folder = folder;
    this.dromedary = dromedary;
  }

  /**
   * Starts it.
   *
   * @param folder an empty one
   * @param environment secrets by variable
   * @param properties further keys of the configuration
   */
  static ExampleRuntime start(
      Path folder,
      List<Example> examples,
      Map<String, String> environment,
      Map<String, String> properties)
      throws IOException, StartException {
    copy(Path.of("routes"), folder.resolve("routes"));
    for (Example example : examples) {
      write(example, folder);
    }
    return start(folder, environment, properties);
  }

  /** Writes the shipped files, those of src/examples, and examples over them; starts nothing. */
  static void write(Path folder, List<Example> examples) throws IOException {
    copy(Path.of("routes"), folder.resolve("routes"));
    try (Stream<Path> sources = Files.list(Path.of("src", "examples"))) {
      for (Path source : sources.sorted().toList()) {
        copy(source.resolve("routes"), folder.resolve("routes"));
      }
    }
    for (Example example : examples) {
      if (PLACE.matcher(example.text().lines().findFirst().orElse("")).matches()) {
        write(example, folder);
      }
    }
  }

  /** The same with the files of a folder of {@code src/examples}. */
  static ExampleRuntime startWith(
      Path folder, String example, Map<String, String> environment, Map<String, String> properties)
      throws IOException, StartException {
    lay(folder, example);
    return start(folder, environment, properties);
  }

  /** Puts the shipped routes and those of a folder of {@code src/examples} there. */
  static void lay(Path folder, String example) throws IOException {
    copy(Path.of("routes"), folder.resolve("routes"));
    copy(Path.of("src", "examples", example, "routes"), folder.resolve("routes"));
  }

  /** Starts what is there. */
  static ExampleRuntime start(
      Path folder, Map<String, String> environment, Map<String, String> properties)
      throws StartException {
    Map<String, String> given = new TreeMap<>(properties);
    given.put("dromedary.host", "127.0.0.1");
    Settings settings =
        Settings.read(
            new Settings.Options(
                Path.of("config", "application.properties"),
                folder.resolve("routes"),
                folder.resolve("data"),
                0,
                0,
                given),
            environment::get);
    return new ExampleRuntime(folder, Dromedary.start(settings));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** As its first line tells a reader to. */
  private static void write(Example example, Path folder) throws IOException {
    Matcher place = PLACE.matcher(example.text().lines().findFirst().orElse(""));
    assertThat(place.matches())
        .as("%s: the first line says to which file this belongs", example)
        .isTrue();
    Path file = folder.resolve(place.group(1));
    String below = place.group(2);
    if (below == null) {
      Files.writeString(file, example.text());
      return;
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    int at = lines.stream().map(String::strip).toList().indexOf(below);
    assertThat(at).as("%s: %s has a line %s", example, file, below).isNotNegative();
    lines.addAll(at + 1, example.text().lines().skip(1).toList());
    Files.write(file, lines);
  }

  /** Posts a callback and gives the status of the answer. */
  int post(String path, byte[] body, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dromedary.port() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  int post(String path, String body, Map<String, String> headers) throws Exception {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** Any other request, without a body. */
  HttpResponse<String> request(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dromedary.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The first column of a query to the warehouse; empty while there is no such table. */
  List<String> warehouse(String sql) throws SQLException {
    Path file = folder.resolve("data/warehouse.db");
    return Files.exists(file) ? query(file, sql) : List.of();
  }

  /** The first column of a query to the store. */
  List<String> store(String sql) throws SQLException {
    return query(folder.resolve("data/dromedary.db"), sql);
  }

  /** The first column of a query to an SQLite file of the data folder; empty without the file. */
  List<String> database(String name, String sql) throws SQLException {
    Path file = folder.resolve("data").resolve(name);
    return Files.exists(file) ? query(file, sql) : List.of();
  }

  private static List<String> query(Path file, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** The names of all files of the archive. */
  List<String> archive() throws IOException {
    Path archive = folder.resolve("data/archive");
    if (!Files.exists(archive)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(archive)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() {
    dromedary.close();
  }
}
