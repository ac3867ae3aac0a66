package io.dromedary.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern USER = Pattern.compile("[?&]user=([^&]+)");

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

  /**
   * The user as whom a connection is made: where none is named, the driver takes that of the OS.
   */
  String effectiveUser() {
    if (user != null) {
      return user;
    }
    Matcher named = USER.matcher(url);
    return named.find()
        ? URLDecoder.decode(named.group(1), StandardCharsets.UTF_8)
        : System.getProperty("user.name", "");
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
