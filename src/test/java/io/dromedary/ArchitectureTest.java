package io.dromedary;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Imports follow the way of an event; what watches or starts stands above and is used by nobody.
 */
class ArchitectureTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dromedary");

  /** Each package, and which of the others it may know. */
  private static final Map<String, Set<String>> MAY_KNOW =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("event", Set.of()),
              Map.entry("secret", Set.of()),
              Map.entry("cloudevent", Set.of("event")),
              Map.entry("catalogue", Set.of("event")),
              Map.entry("store", Set.of("event", "secret")),
              Map.entry("signature", Set.of("event", "secret")),
              Map.entry("callback", Set.of("signature", "event", "secret")),
              Map.entry("inbox", Set.of("signature", "store", "catalogue", "event", "secret")),
              Map.entry("delivery", Set.of("inbox", "store", "cloudevent", "event", "secret")),
              Map.entry("target", Set.of("delivery", "cloudevent", "event", "secret")),
              Map.entry("admin", Set.of("inbox", "delivery", "store", "event", "secret")),
              Map.entry(
                  "observe",
                  Set.of(
                      "callback",
                      "signature",
                      "inbox",
                      "delivery",
                      "store",
                      "catalogue",
                      "event",
                      "secret")),
              Map.entry(
                  "reload",
                  Set.of(
                      "validation",
                      "callback",
                      "inbox",
                      "delivery",
                      "signature",
                      "event",
                      "secret")),
              Map.entry(
                  "embed", Set.of("observe", "inbox", "delivery", "store", "event", "secret")),
              Map.entry(
                  "validation",
                  Set.of("signature", "inbox", "delivery", "catalogue", "event", "secret")),
              Map.entry(
                  "runtime",
                  Set.of(
                      "validation",
                      "callback",
                      "signature",
                      "inbox",
                      "delivery",
                      "store",
                      "event",
                      "catalogue",
                      "secret",
                      "target",
                      "admin",
                      "observe",
                      "reload")),
              Map.entry("spring", Set.of("callback", "inbox", "delivery", "event", "secret")),
              Map.entry("provider", Set.of("signature", "event")),
              Map.entry(
                  "demo",
                  Set.of("runtime", "provider", "signature", "catalogue", "event", "secret")),
              Map.entry(
                  "cli",
                  Set.of(
                      "demo",
                      "runtime",
                      "admin",
                      "validation",
                      "provider",
                      "signature",
                      "catalogue",
                      "event",
                      "secret"))));

  static Set<String> packages() {
    return MAY_KNOW.keySet();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageKnowsOnlyThoseBelowIt(String name) {
    Set<String> allowed = MAY_KNOW.getOrDefault(name, Set.of());
    noClasses()
        .that()
        .resideInAPackage(name(name))
        .should()
        .dependOnClassesThat(
            new DescribedPredicate<JavaClass>("are in another package than " + allowed) {
              @Override
              public boolean test(JavaClass other) {
                return other.getPackageName().startsWith("io.dromedary.")
                    && !other.getPackageName().equals(name(name))
                    && allowed.stream().noneMatch(one -> other.getPackageName().equals(name(one)));
              }
            })
        .check(OURS);
  }

  @Test
  void everyPackageHasItsPlace() {
    assertThat(OURS.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
        .allMatch(
            name ->
                name.equals("io.dromedary")
                    || MAY_KNOW.containsKey(name.replaceFirst(".*\\.", "")));
  }

  @Test
  void packagesKnowEachOtherOneWayOnly() {
    SlicesRuleDefinition.slices()
        .matching("io.dromedary.(*)..")
        .should()
        .beFreeOfCycles()
        .check(OURS);
  }

  @Test
  void theStoreKnowsNothingOfCamel() {
    noClasses()
        .that()
        .resideInAPackage(name("store"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.camel..")
        .check(OURS);
  }

  @Test
  void onlyTheCommandLineEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage(name("cli"))
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(OURS);
  }

  @Test
  void camelFindsItsComponentsUnderTheirOwnNames() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Component")
        .and()
        .arePublic()
        .should()
        .beAnnotatedWith("org.apache.camel.spi.annotations.Component")
        .check(OURS);
  }

  private static String name(String last) {
    return "io.dromedary." + last;
  }
}
