package io.dromedary.slim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.runtime.Settings;
import io.dromedary.runtime.StartException;
import io.dromedary.validation.Finding;
import io.dromedary.validation.RouteFiles;
import io.dromedary.validation.RouteValidation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks for what the slim jar has not, is told so before the start. */
class WithoutPartsTest {
  private static final Path ROUTES = Path.of("routes");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private WithoutParts without;

  @BeforeEach
  void hideParts() {
    without = WithoutParts.here();
  }

  @AfterEach
  void showParts() {
    without.close();
  }

  private Settings settings(Map<String, String> properties) throws StartException {
    return Settings.read(
        new Settings.Options(
            Path.of("config/application.properties"), ROUTES, folder, 0, 0, properties),
        name -> null);
  }

  private RouteValidation validate(Map<String, String> properties) throws StartException {
    return RouteValidation.beforeStart(
        RouteFiles.read(ROUTES), settings(properties).configuration());
  }

  private static List<String> errors(RouteValidation validation) {
    return validation.findings().stream().filter(Finding::isError).map(Finding::toString).toList();
  }

  @Test
  void theShippedRoutesRunWithTheBusOff() throws StartException {
    RouteValidation validation = validate(Map.of());

    assertThat(errors(validation)).isEmpty();
    assertThat(validation.leftOut()).containsExactly(ROUTES.resolve("targets/bus.camel.yaml"));
  }

  @Test
  void aBusThatIsOnIsRefusedWithWhereToGetKafka() throws StartException {
    RouteValidation validation =
        validate(Map.of("dromedary.target.bus.brokers", "bus.example.com:9092"));

    assertThat(validation.leftOut()).isEmpty();
    assertThat(errors(validation))
        .anySatisfy(
            error ->
                assertThat(error)
                    .contains(
                        "bus.camel.yaml",
                        "io.dromedary.target.BusClient needs Kafka, which is not here",
                        "start dromedary.jar in its place"))
        .anySatisfy(error -> assertThat(error).contains("kafka: needs Kafka, which is not here"));
  }

  @Test
  void aWarehouseOnPostgresqlIsRefusedWithWhereToGetTheDriver() throws StartException {
    assertThat(
            errors(
                validate(
                    Map.of(
                        "dromedary.target.warehouse.url",
                        "jdbc:postgresql://db.example.com/warehouse"))))
        .singleElement()
        .asString()
        .contains(
            "warehouse.camel.yaml",
            "'jdbcUrl' names PostgreSQL, whose driver is not here",
            "start dromedary.jar in its place");
  }

  @Test
  void aStoreOnPostgresqlIsRefusedWithWhereToGetTheDriver() {
    assertThatThrownBy(
            () ->
                settings(
                    Map.of("dromedary.store.url", "jdbc:postgresql://db.example.com/dromedary")))
        .isInstanceOfSatisfying(
            StartException.class,
            refused ->
                assertThat(refused.findings())
                    .singleElement()
                    .asString()
                    .contains(
                        "dromedary.store.url names PostgreSQL, whose driver is not here",
                        "start dromedary.jar in its place"));
  }
}
