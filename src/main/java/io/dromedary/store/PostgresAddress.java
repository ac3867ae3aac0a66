package io.dromedary.store;

import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a store in PostgreSQL is, and who we are there.
 *
 * @param url for example {@code jdbc:postgresql://db.example.com/dromedary}; without a password
 * @param user null: as the URL or the driver says
 * @param password null: none is needed
 */
public record PostgresAddress(String url, @Nullable String user, @Nullable String password) {
  /** How a URL of this database begins. */
  public static final String SCHEME = "jdbc:postgresql:";

  /** User and password for the driver. */
  Properties credentials() {
    Properties properties = new Properties();
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    return properties;
  }

  PostgresAddress withPassword(@Nullable String other) {
    return new PostgresAddress(url, user, other);
  }

  /** Without the password. */
  @Override
  public String toString() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
