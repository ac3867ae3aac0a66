package io.dromedary.demo;

import io.dromedary.demo.Tally.Domain;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Counts the rows of the warehouse. */
final class WarehouseView implements TargetView {
  private final DataSource warehouse;
  private final String url;

  WarehouseView(DataSource warehouse, String url) {
    this.warehouse = warehouse;
    this.url = url;
  }

  @Override
  public String name() {
    return "warehouse";
  }

  @Override
  public Tally tally() throws SQLException {
    try (Connection connection = warehouse.getConnection()) {
      if (!hasTable(connection)) {
        return Tally.NOTHING;
      }
      Map<Domain, Long> counts = new TreeMap<>();
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "select source, domain, count(*) from event group by source, domain")) {
        while (rows.next()) {
          counts.put(new Domain(rows.getString(1), rows.getString(2)), rows.getLong(3));
        }
      }
      return new Tally(counts);
    }
  }

  private static boolean hasTable(Connection connection) throws SQLException {
    try (ResultSet tables = connection.getMetaData().getTables(null, null, "event", null)) {
      return tables.next();
    }
  }

  @Override
  public String where() {
    return "table event in " + url;
  }
}
