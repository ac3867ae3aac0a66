package io.dromedary.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.dromedary.secret.Secrets;
import io.dromedary.signature.SignatureProcessor;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/**
 * What one would write without Dromedary: Camel's own HTTP consumer, the same check of the
 * signature, one insert an event with camel-sql into SQLite with the same durability, then 200.
 */
final class HandWrittenRoute {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HandWrittenRoute() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments port, database file, secret
   */
  public static void main(String[] arguments) throws Exception {
    HikariDataSource database = database(arguments[1]);
    Main main = new Main();
    main.setPropertyPlaceholderLocations("false");
    main.configure().httpServer().withEnabled(true).withPort(Integer.parseInt(arguments[0]));
    main.bind("database", database);
    main.bind("secrets", Secrets.of(Map.of("itwin.secret", arguments[2]), name -> null));
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                SignatureProcessor signature = new SignatureProcessor();
                signature.setScheme("itwin");
                signature.setSecret("itwin.secret");
                from("platform-http:/callbacks/itwin?httpMethodRestrict=POST")
                    .process(signature)
                    .setHeader("payload", body())
                    .process(HandWrittenRoute::readId)
                    .to(
                        "sql:insert into event (id, payload) values (:#id, :#payload)"
                            + " on conflict (id) do nothing?dataSource=#database")
                    .removeHeaders("*")
                    .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(200))
                    .setBody(constant("accepted\n"));
              }
            });
    main.run();
  }

  private static void readId(Exchange exchange) throws Exception {
    byte[] body = exchange.getMessage().getBody(byte[].class);
    exchange.getMessage().setHeader("id", JSON.readTree(body).path("messageId").textValue());
  }

  private static HikariDataSource database(String file) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + file);
    config.addDataSourceProperty("journal_mode", "WAL");
    config.addDataSourceProperty("synchronous", "FULL");
    config.addDataSourceProperty("busy_timeout", "5000");
    // SQLite has one writer; more connections only wait for each other.
    config.setMaximumPoolSize(1);
    HikariDataSource database = new HikariDataSource(config);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table event (id text primary key, payload blob not null)");
    }
    return database;
  }
}
