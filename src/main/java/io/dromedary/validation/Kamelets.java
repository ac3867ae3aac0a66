package io.dromedary.validation;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Finds Kamelets where Camel finds them: in folders, and on the class path, with the jars that were
 * added to it. What is read is kept.
 */
public final class Kamelets {
  /** The scheme of their endpoints. */
  public static final String SCHEME = "kamelet:";

  private static final String SUFFIX = ".kamelet.yaml";
  private static final String CLASS_PATH = "classpath:";
  private static final String FOLDER = "kamelets";

  /** One of ours, and one of Camel's: where they are, the others are beside them. */
  private static final List<String> KNOWN = List.of("itwin-source", "log-sink");

  private final List<String> locations;
  private final Map<String, Optional<Kamelet>> known = new HashMap<>();

  private Kamelets(String locations) {
    this.locations = List.of(locations.split(","));
  }

  /** Those at the locations that Camel is told, separated by commas. */
  static Kamelets at(String locations) {
    return new Kamelets(locations);
  }

  /**
   * Where a runtime finds its Kamelets, as Camel takes it: in a folder of that name beside the one
   * of the routes, else on the class path.
   *
   * @param routes the folder of the route files
   */
  public static String location(Path routes) {
    String classPath = CLASS_PATH + FOLDER;
    return isBeside(routes) ? "file:" + beside(routes) + "," + classPath : classPath;
  }

  /**
   * Whether there is such a folder.
   *
   * @param routes the folder of the route files
   */
  public static boolean isBeside(Path routes) {
    return Files.isDirectory(beside(routes));
  }

  private static Path beside(Path routes) {
    return routes.toAbsolutePath().normalize().resolveSibling(FOLDER);
  }

  /**
   * The Kamelet of a name; null when there is none.
   *
   * @throws IllegalArgumentException when its file cannot be read; the message says which and why
   */
  @Nullable Kamelet find(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      return null;
    }
    Optional<Kamelet> found = known.get(name);
    if (found == null) {
      found = Optional.ofNullable(read(name));
      known.put(name, found);
    }
    return found.orElse(null);
  }

  private @Nullable Kamelet read(String name) {
    for (String location : locations) {
      URL file = file(location, name);
      if (file == null) {
        continue;
      }
      try (InputStream in = open(file)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return Kamelet.of(name, YamlReader.read(file.toString(), text));
      } catch (IOException | YamlEngineException e) {
        String why = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        throw new IllegalArgumentException(
            "the Kamelet %s cannot be read from %s: %s".formatted(name, file, why), e);
      }
    }
    return null;
  }

  private static @Nullable URL file(String location, String name) {
    if (location.startsWith(CLASS_PATH)) {
      String folder = location.substring(CLASS_PATH.length()).replaceFirst("^/+", "");
      return ClassPath.loader().getResource(folder + "/" + name + SUFFIX);
    }
    Path file = Path.of(location.replaceFirst("^file:", "")).resolve(name + SUFFIX);
    try {
      return Files.isRegularFile(file) ? file.toUri().toURL() : null;
    } catch (IOException e) {
      throw new UncheckedIOException("looking for the Kamelet " + name + " in " + location, e);
    }
  }

  /** The names of all that can be listed. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (String location : locations) {
      try {
        if (location.startsWith(CLASS_PATH)) {
          onClassPath(names);
        } else {
          inFolder(Path.of(location.replaceFirst("^file:", "")), names);
        }
      } catch (IOException | URISyntaxException e) {
        throw new IllegalStateException("listing the Kamelets in " + location, e);
      }
    }
    return names;
  }

  private static void onClassPath(Set<String> names) throws IOException, URISyntaxException {
    List<URL> folders = Collections.list(ClassPath.loader().getResources(FOLDER));
    for (String one : KNOWN) {
      folders.addAll(
          Collections.list(ClassPath.loader().getResources(FOLDER + "/" + one + SUFFIX)));
    }
    for (URL folder : folders) {
      if (folder.openConnection() instanceof JarURLConnection jar) {
        jar.setUseCaches(false);
        try (var opened = jar.getJarFile()) {
          opened.stream()
              .map(entry -> entry.getName())
              .filter(entry -> entry.startsWith(FOLDER + "/"))
              .forEach(entry -> add(entry.substring(FOLDER.length() + 1), names));
        }
      } else if (folder.getProtocol().equals("file")) {
        Path path = Path.of(new URI(folder.toString()));
        inFolder(Files.isDirectory(path) ? path : path.resolveSibling(""), names);
      }
    }
  }

  private static void inFolder(Path folder, Set<String> names) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.map(Path::toFile).map(File::getName).forEach(name -> add(name, names));
      }
    }
  }

  private static void add(String file, Set<String> names) {
    if (file.endsWith(SUFFIX) && file.indexOf('/') < 0) {
      names.add(file.substring(0, file.length() - SUFFIX.length()));
    }
  }

  /** Past the cache of the JDK, which keeps jars open. */
  private static InputStream open(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }
}
