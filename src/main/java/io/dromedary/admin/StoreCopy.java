package io.dromedary.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.admin.AdminException.Kind;
import io.dromedary.store.Database;
import io.dromedary.store.PostgresAddress;
import io.dromedary.store.StoreCopier;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code store copy}: the whole store into another, empty one, while it is in use. */
final class StoreCopy implements AdminCommand {
  private static final Pattern PASSWORD =
      Pattern.compile("[?&]password=|//[^/?]*@", Pattern.CASE_INSENSITIVE);

  private final Database database;

  StoreCopy(Database database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "store copy";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("to", "user", "password");
  }

  @Override
  public void run(JsonNode request, AdminOutput output) throws AdminException {
    String to = request.path("to").asText();
    StoreCopier copier = new StoreCopier(new Watched(output));
    CountRows.say(
        to.startsWith("jdbc:")
            ? copier.toPostgres(database, address(to, request))
            : copier.toFile(database, StoreBackup.newFile(to)),
        output);
  }

  private static PostgresAddress address(String url, JsonNode request) throws AdminException {
    if (!url.startsWith(PostgresAddress.SCHEME)) {
      throw new AdminException(
          Kind.BAD_REQUEST,
          "a store is an SQLite file, or a database at " + PostgresAddress.SCHEME + "//...");
    }
    if (PASSWORD.matcher(url).find()) {
      throw new AdminException(
          Kind.BAD_REQUEST,
          "there is a password in the URL of --to, which others can see; put it into the"
              + " environment variable PGPASSWORD");
    }
    return new PostgresAddress(url, text(request, "user"), text(request, "password"));
  }

  private static @Nullable String text(JsonNode request, String name) {
    return request.hasNonNull(name) ? request.get(name).asText() : null;
  }
}
