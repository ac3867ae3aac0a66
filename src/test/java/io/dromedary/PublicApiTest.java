package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What applications may use is what docs/api.txt lists, to the last member. */
class PublicApiTest {
  private static final Path LIST = Path.of("docs/api.txt");
  private static final Pattern BEAN = Pattern.compile("io\\.dromedary\\.[a-z]+\\.[A-Z]\\w*");

  private static final List<Class<?>> TYPES =
      new ClassFileImporter()
              .withImportOption(new ImportOption.DoNotIncludeTests())
              .importPackages("io.dromedary")
              .stream()
              .filter(type -> type.isAnnotatedWith(Api.class))
              .map(JavaClass::reflect)
              .sorted(Comparator.comparing(Class::getName))
              .collect(Collectors.toList());

  @Test
  void theListIsWhatIsThere() throws IOException {
    String found = TYPES.stream().map(PublicApiTest::described).collect(Collectors.joining("\n"));
    if (Boolean.getBoolean("api.write")) {
      Files.writeString(LIST, found);
    }
    assertThat(found)
        .as(
            "the public API; if the change is meant, write the list anew: mvn -q test"
                + " -Dtest=PublicApiTest -DargLine=-Dapi.write=true")
        .isEqualTo(Files.readString(LIST));
  }

  @Test
  void eachBeanThatRouteFilesNameIsPartOfIt() throws IOException {
    Set<String> api = TYPES.stream().map(Class::getName).collect(Collectors.toSet());
    Set<String> named = new TreeSet<>();
    for (String folder : List.of("routes", "src/examples", "src/main/resources/kamelets")) {
      if (Files.isDirectory(Path.of(folder))) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
          for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
            Matcher bean = BEAN.matcher(Files.readString(file));
            while (bean.find()) {
              named.add(bean.group());
            }
          }
        }
      }
    }
    assertThat(named).isNotEmpty().isSubsetOf(api);
  }

  @Test
  void noneOfItIsInAPackageOfTheStandaloneJar() {
    assertThat(
            TYPES.stream().map(Class::getPackageName).map(name -> name.replaceFirst(".*\\.", "")))
        .doesNotContain(
            "admin", "cli", "demo", "provider", "reload", "runtime", "validation", "embed");
  }

  private static String described(Class<?> type) {
    Stream<String> fields =
        Arrays.stream(type.getDeclaredFields())
            .filter(field -> isOffered(field.getModifiers()) && isOpen(field.getType()))
            .map(PublicApiTest::described);
    Stream<String> made =
        Arrays.stream(type.getDeclaredConstructors())
            .filter(PublicApiTest::isOffered)
            .map(PublicApiTest::described);
    Stream<String> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> isOffered(method) && isOpen(method.getReturnType()))
            .filter(method -> !method.isBridge() && !method.isSynthetic())
            .map(PublicApiTest::described);
    return type.getName()
        + "\n"
        + Stream.of(fields, made, methods)
            .flatMap(each -> each)
            .sorted()
            .map(member -> "  " + member + "\n")
            .collect(Collectors.joining());
  }

  private static boolean isOffered(Executable member) {
    return isOffered(member.getModifiers())
        && !member.isSynthetic()
        && Arrays.stream(member.getParameterTypes()).allMatch(PublicApiTest::isOpen);
  }

  private static boolean isOffered(int modifiers) {
    return Modifier.isPublic(modifiers);
  }

  /** Whether it is somebody else's, or part of the API. */
  private static boolean isOpen(Class<?> type) {
    Class<?> plain = type.isArray() ? type.getComponentType() : type;
    return !plain.getName().startsWith("io.dromedary.") || plain.isAnnotationPresent(Api.class);
  }

  private static String described(Field field) {
    return modifiers(field.getModifiers())
        + field.getType().getSimpleName()
        + " "
        + field.getName();
  }

  private static String described(Constructor<?> made) {
    return "new " + made.getDeclaringClass().getSimpleName() + parameters(made);
  }

  private static String described(Method method) {
    return modifiers(method.getModifiers())
        + method.getReturnType().getSimpleName()
        + " "
        + method.getName()
        + parameters(method);
  }

  private static String modifiers(int modifiers) {
    return Modifier.isStatic(modifiers) ? "static " : "";
  }

  private static String parameters(Executable member) {
    return Arrays.stream(member.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
