package io.dromedary.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Path folder;

  SecretsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Secrets secrets() {
    return Secrets.of(properties, environment::get);
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("secrets"), content);
  }

  @Test
  void nothingSetIsAnEmptyListAndNull() {
    assertThat(secrets().all("itwin.secret")).isEmpty();
    assertThat(secrets().one("itwin.secret")).isNull();
  }

  @Test
  void blankIsNotSet() {
    properties.put("itwin.secret", " \t ");
    environment.put("ITWIN_SECRET", "");
    environment.put("ITWIN_SECRET_FILE", " ");
    assertThat(secrets().all("itwin.secret")).isEmpty();
    assertThat(secrets().one("itwin.secret")).isNull();
  }

  @Test
  void aPropertyHoldsAListSeparatedByCommas() {
    properties.put("itwin.secret", "one, two ,three=3");
    assertThat(secrets().all("itwin.secret")).containsExactly("one", "two", "three=3");
  }

  @Test
  void oneIsTheWholeValue() {
    properties.put("dromedary.target.warehouse.password", " a, b ");
    assertThat(secrets().one("dromedary.target.warehouse.password")).isEqualTo(" a, b ");
  }

  @Test
  void theEnvironmentOverridesThePropertyUnlessItIsBlank() {
    properties.put("aps.secret", "property");
    environment.put("APS_SECRET", "a,b");
    assertThat(secrets().all("aps.secret")).containsExactly("a", "b");
    environment.put("APS_SECRET", " ");
    assertThat(secrets().all("aps.secret")).containsExactly("property");
  }

  @Test
  void everythingButLettersAndDigitsBecomesAnUnderscoreInAVariable() {
    assertThat(Secrets.variable("dromedary.target.my-bus2.token"))
        .isEqualTo("DROMEDARY_TARGET_MY_BUS2_TOKEN");
  }

  @Test
  void aFileHoldsOneSecretALineWithCommasAndAllEndingsOfLines() throws IOException {
    environment.put("ITWIN_SECRET_FILE", file("one,1\r\n two \nthree\n").toString());
    assertThat(secrets().all("itwin.secret")).containsExactly("one,1", "two", "three");
  }

  @Test
  void oneOfAFileIsAllOfItButTheLastLineBreak() throws IOException {
    environment.put("DROMEDARY_HTTP_KEYSTORE_PASSWORD_FILE", file("a \nb\r\n").toString());
    assertThat(secrets().one("dromedary.http.keystore.password")).isEqualTo("a \nb");
  }

  @Test
  void aByteOrderMarkIsNoPartOfASecret() throws IOException {
    environment.put("ITWIN_SECRET_FILE", file("\uFEFFone\n").toString());
    assertThat(secrets().all("itwin.secret")).containsExactly("one");
  }

  @Test
  void aBlankFileIsNotSetAndThePropertyDoesNotStandIn() throws IOException {
    properties.put("itwin.secret", "property");
    environment.put("ITWIN_SECRET_FILE", file("\n").toString());
    assertThat(secrets().all("itwin.secret")).isEmpty();
  }

  @Test
  void bothVariablesAreAnError() throws IOException {
    environment.put("ITWIN_SECRET", "hush");
    environment.put("ITWIN_SECRET_FILE", file("hush").toString());
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> secrets().all("itwin.secret"))
        .withMessageContainingAll("ITWIN_SECRET and ITWIN_SECRET_FILE", "Unset one")
        .withMessageNotContaining("hush");
  }

  @Test
  void aBlankElementIsAnErrorThatNamesItsPositionAndNoValue() throws IOException {
    properties.put("itwin.secret", "hush,,hush");
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> secrets().all("itwin.secret"))
        .withMessageContaining("element 2 of the property itwin.secret")
        .withMessageNotContaining("hush");
    environment.put("ITWIN_SECRET", "hush, ");
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> secrets().all("itwin.secret"))
        .withMessageContaining("element 2 of the environment variable ITWIN_SECRET");
    environment.remove("ITWIN_SECRET");
    environment.put("ITWIN_SECRET_FILE", file("hush\nhush\n\nhush\n").toString());
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> secrets().all("itwin.secret"))
        .withMessageContaining("line 3 of the file that ITWIN_SECRET_FILE names");
  }

  @Test
  void aFileThatIsNotThereIsAnErrorThatNamesVariableAndPath() {
    String path = folder.resolve("missing").toString();
    environment.put("ITWIN_SECRET_FILE", path);
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> secrets().all("itwin.secret"))
        .withMessageContainingAll("ITWIN_SECRET_FILE", path, "no such file");
  }

  @Test
  void aFolderIsAnErrorThatNamesVariableAndPath() {
    environment.put("ITWIN_SECRET_FILE", folder.toString());
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> secrets().one("itwin.secret"))
        .withMessageContainingAll("ITWIN_SECRET_FILE", folder.toString());
  }

  @Test
  void aFileThatIsNotTextIsAnErrorWithoutItsContent() throws IOException {
    Path file = folder.resolve("latin1");
    Files.write(file, "hush\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    environment.put("ITWIN_SECRET_FILE", file.toString());
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> secrets().all("itwin.secret"))
        .withMessageContainingAll("ITWIN_SECRET_FILE", "not UTF-8")
        .withMessageNotContaining("hush");
  }

  @Test
  void aFileThatIsFarTooLargeIsAnError() throws IOException {
    environment.put("ITWIN_SECRET_FILE", file("x".repeat(64 * 1024 + 1)).toString());
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> secrets().all("itwin.secret"))
        .withMessageContaining("larger than 65536 bytes");
  }

  @Test
  void changesToThePropertiesMadeLaterDoNotCount() {
    Secrets before = secrets();
    properties.put("itwin.secret", "late");
    assertThat(before.all("itwin.secret")).isEmpty();
  }

  @Test
  void theRegistryGivesTheOneThatIsBound() throws IOException {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Secrets bound = secrets();
      context.getRegistry().bind("any", bound);
      assertThat(Secrets.lookup(context)).isSameAs(bound);
    }
  }

  @Test
  void withoutABoundOneThePropertiesOfCamelCountAsTheyAreWritten() throws IOException {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Properties initial = new Properties();
      initial.setProperty("test.braces.secret", "a{{b}}");
      context.getPropertiesComponent().setInitialProperties(initial);
      context.getPropertiesComponent().addPropertiesSource(new AskedOnly());
      context.start();

      Secrets secrets = Secrets.lookup(context);

      assertThat(secrets.one("test.braces.secret")).isEqualTo("a{{b}}");
      assertThat(secrets.all("test.asked.secret")).containsExactly("x", "y");
      assertThat(secrets.all("test.nowhere.secret")).isEmpty();
    }
  }

  /** As a host's own configuration looks to Camel. */
  private static final class AskedOnly implements PropertiesSource {
    @Override
    public String getName() {
      return "asked";
    }

    @Override
    public @Nullable String getProperty(String name) {
      return name.equals("test.asked.secret") ? "x,y" : null;
    }
  }
}
