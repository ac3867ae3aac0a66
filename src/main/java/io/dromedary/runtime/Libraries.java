package io.dromedary.runtime;

import io.dromedary.validation.Finding;
import io.dromedary.validation.Place;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The jars in {@code lib/} beside the runnable jar: components of Camel, drivers, Kamelets. They
 * are added to the class path of the process, behind the runnable jar, which so stays as it is.
 *
 * <p>That is what Java has for agents, a method that each system class loader offers; the manifest
 * of the runnable jar opens the way to it. With {@code java -cp} nothing is added: who says what
 * the class path is has said all of it.
 */
public final class Libraries {
  private static final String FOLDER = "lib";
  private static final String SUFFIX = ".jar";

  /** Named so by the specification of java.lang.instrument. */
  private static final String APPEND = "appendToClassPathForInstrumentation";

  private static final String CAMEL = "org.apache.camel";
  private static final Pattern POM =
      Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom.properties");

  private static volatile Libraries ofThisProcess = new Libraries(List.of(), List.of());

  private final List<String> added;
  private final List<Finding> findings;

  private Libraries(List<String> added, List<Finding> findings) {
    this.added = List.copyOf(added);
    this.findings = List.copyOf(findings);
  }

  /** Adds them, if there are any. To be called once, before anything looks for what is in them. */
  public static void add() {
    String program = System.getProperty("java.class.path", "");
    if (!program.endsWith(SUFFIX) || program.indexOf(File.pathSeparatorChar) >= 0) {
      return;
    }
    File folder = new File(new File(program).getAbsoluteFile().getParentFile(), FOLDER);
    String[] names = folder.list();
    if (names != null) {
      Arrays.sort(names);
      List<String> jars = new ArrayList<>();
      for (String name : names) {
        if (name.endsWith(SUFFIX)) {
          jars.add(name);
        }
      }
      if (!jars.isEmpty()) {
        ofThisProcess = new Adding(new File(program)).all(folder, jars);
      }
    }
  }

  /** The names of those that were added. */
  static List<String> added() {
    return ofThisProcess.added;
  }

  /** What is wrong with them. */
  static List<Finding> findings() {
    return ofThisProcess.findings;
  }

  /** A Maven artifact, as its jar says. */
  private record Artifact(String group, String name, String version) {
    String id() {
      return group + ":" + name;
    }
  }

  /** Looks at each, and adds it. */
  private static final class Adding {
    private final File program;
    private final List<String> added = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, String> seen = new HashMap<>();

    Adding(File program) {
      this.program = program;
    }

    Libraries all(File folder, List<String> names) {
      try (JarFile own = new JarFile(program)) {
        for (String name : names) {
          one(new File(folder, name), own);
        }
      } catch (IOException e) {
        findings.add(
            Finding.error(
                Place.of(program.toPath()),
                "the jar cannot be read: " + e.getMessage(),
                "Look at its rights, or get it anew"));
      }
      return new Libraries(added, findings);
    }

    private void one(File library, JarFile own) {
      Place place = Place.of(library.toPath());
      try (JarFile jar = new JarFile(library)) {
        for (Artifact artifact : artifacts(jar)) {
          if (!isWanted(artifact, place, own)) {
            return;
          }
        }
        sameClasses(jar, own, place);
      } catch (IOException e) {
        error(place, "this jar cannot be read: " + e.getMessage(), "Get it anew, or remove it");
        return;
      }
      try {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        Method append = method(loader);
        append.setAccessible(true);
        append.invoke(loader, library.getPath());
        added.add(library.getName());
      } catch (ReflectiveOperationException | RuntimeException e) {
        error(
            place,
            "this Java lets no jar be added to its class path (" + e + ")",
            "Name all jars: java -cp \"dromedary.jar%slib/*\" io.dromedary.cli.Main"
                .formatted(File.pathSeparator));
      }
    }

    private static Method method(ClassLoader loader) throws NoSuchMethodException {
      for (Class<?> type = loader.getClass(); type != null; type = type.getSuperclass()) {
        for (Method method : type.getDeclaredMethods()) {
          if (method.getName().equals(APPEND)) {
            return method;
          }
        }
      }
      throw new NoSuchMethodException(APPEND);
    }

    /** Jars that carry others inside say so of each; those are not looked at here. */
    private static List<Artifact> artifacts(JarFile jar) throws IOException {
      List<Artifact> artifacts = new ArrayList<>();
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        Matcher pom = POM.matcher(entry.getName());
        if (pom.matches()) {
          artifacts.add(artifact(jar, entry, pom.group(1), pom.group(2)));
        }
      }
      return artifacts.size() == 1 ? artifacts : List.of();
    }

    private static Artifact artifact(JarFile jar, JarEntry entry, String group, String name)
        throws IOException {
      Properties properties = new Properties();
      try (InputStream in = jar.getInputStream(entry)) {
        properties.load(in);
      }
      return new Artifact(group, name, properties.getProperty("version", ""));
    }

    private boolean isWanted(Artifact artifact, Place place, JarFile own) throws IOException {
      String camel = version(own, CAMEL, "camel-api");
      if (artifact.group().startsWith(CAMEL)
          && camel != null
          && !minor(artifact.version()).equals(minor(camel))) {
        error(
            place,
            "this is %s of Camel %s, and %s has Camel %s"
                .formatted(artifact.name(), artifact.version(), program.getName(), camel),
            "Put %s-%s.jar in its place".formatted(artifact.name(), camel));
        return false;
      }
      String ours = version(own, artifact.group(), artifact.name());
      if (ours != null) {
        if (!ours.equals(artifact.version())) {
          findings.add(
              Finding.warning(
                  place,
                  "this jar is left out: it is %s %s, and %s has %s"
                      .formatted(artifact.id(), artifact.version(), program.getName(), ours),
                  "Remove it"));
        }
        return false;
      }
      String other = seen.putIfAbsent(artifact.id(), place.file().getFileName().toString());
      if (other != null) {
        error(
            place,
            "%s is there twice, here and in %s".formatted(artifact.id(), other),
            "Remove one of the two");
        return false;
      }
      return true;
    }

    private static @Nullable String version(JarFile own, String group, String name)
        throws IOException {
      JarEntry entry = own.getJarEntry("META-INF/maven/" + group + "/" + name + "/pom.properties");
      return entry == null ? null : artifact(own, entry, group, name).version();
    }

    /** 4.18 of 4.18.0. */
    private static String minor(String version) {
      return version.replaceFirst("^(\\d+\\.\\d+).*", "$1");
    }

    /** Ours are found first, so theirs never count; whoever relies on them should know. */
    private void sameClasses(JarFile jar, JarFile own, Place place) {
      String first = null;
      int count = 0;
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        String name = entries.nextElement().getName();
        if (name.endsWith(".class")
            && !name.endsWith("module-info.class")
            && own.getEntry(name) != null) {
          first = first == null ? name : first;
          count++;
        }
      }
      if (first != null) {
        findings.add(
            Finding.warning(
                place,
                "%d classes of this jar are in %s as well, and those count: %s, for example"
                    .formatted(
                        count,
                        program.getName(),
                        first.substring(0, first.length() - 6).replace('/', '.')),
                "Take a jar without them, if there is one"));
      }
    }

    private void error(Place place, String reason, String mend) {
      findings.add(Finding.error(place, reason, mend));
    }
  }
}
