package io.dromedary.bench.contestant;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dromedary.secret.Secrets;
import io.dromedary.signature.SignatureProcessor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.model.RouteDefinition;

/**
 * What one would write without Dromedary: Camel's own HTTP consumer, the same check of the
 * signature, one insert an event with camel-sql, then 200.
 */
final class CamelRouteMain {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CamelRouteMain() {}

  /** Where callbacks are kept. */
  enum Keeps {
    SQLITE,
    POSTGRES,
    NOTHING
  }

  /**
   * Runs until it is killed.
   *
   * @param arguments port, {@link Keeps}, JDBC URL, connections, secret
   */
  public static void main(String[] arguments) throws Exception {
    Keeps keeps = Keeps.valueOf(arguments[1]);
    Main main = new Main();
    main.setPropertyPlaceholderLocations("false");
    main.configure()
        .httpServer()
        .withEnabled(true)
        .withHost("127.0.0.1")
        .withPort(Integer.parseInt(arguments[0]));
    if (keeps != Keeps.NOTHING) {
      main.bind("database", database(keeps, arguments[2], Integer.parseInt(arguments[3])));
    }
    main.bind("secrets", Secrets.of(Map.of("itwin.secret", arguments[4]), name -> null));
    main.configure().addRoutesBuilder(route(keeps));
    main.run();
  }

  private static RouteBuilder route(Keeps keeps) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        SignatureProcessor signature = new SignatureProcessor();
        signature.setScheme("itwin");
        signature.setSecret("itwin.secret");
        RouteDefinition route =
            from("platform-http:/callbacks/itwin?httpMethodRestrict=POST").process(signature);
        if (keeps != Keeps.NOTHING) {
          route
              .setHeader("payload", body())
              .process(CamelRouteMain::readId)
              .to(
                  "sql:insert into event (id, payload) values (:#id, :#payload)"
                      + " on conflict (id) do nothing?dataSource=#database");
        }
        route
            .removeHeaders("*")
            .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(200))
            .setBody(constant("accepted\n"));
      }
    };
  }

  private static void readId(Exchange exchange) throws Exception {
    byte[] body = exchange.getMessage().getBody(byte[].class);
    exchange.getMessage().setHeader("id", JSON.readTree(body).path("messageId").textValue());
  }

  private static HikariDataSource database(Keeps keeps, String url, int connections)
      throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    if (keeps == Keeps.SQLITE) {
      config.addDataSourceProperty("journal_mode", "WAL");
      config.addDataSourceProperty("synchronous", "FULL");
      config.addDataSourceProperty("busy_timeout", "5000");
      // SQLite has one writer; more connections only wait for each other.
      config.setMaximumPoolSize(1);
    } else {
      config.setMaximumPoolSize(connections);
    }
    HikariDataSource database = new HikariDataSource(config);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      String bytes = keeps == Keeps.SQLITE ? "blob" : "bytea";
      statement.execute("create table event (id text primary key, payload " + bytes + " not null)");
    }
    return database;
  }
}
