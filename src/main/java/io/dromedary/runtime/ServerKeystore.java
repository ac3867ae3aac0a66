package io.dromedary.runtime;

import io.dromedary.callback.CallbackHttpServer;
import io.dromedary.callback.TlsKeystore;
import io.dromedary.secret.SecretUser;
import io.dromedary.secret.Secrets;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets the server show another certificate when its keystore has changed. */
final class ServerKeystore implements SecretUser {
  static final String PASSWORD = "dromedary.http.keystore.password";

  private final Path file;
  private final Supplier<@Nullable CallbackHttpServer> server;

  ServerKeystore(Path file, Supplier<@Nullable CallbackHttpServer> server) {
    this.file = file;
    this.server = server;
  }

  @Override
  public boolean uses(String key) {
    return key.equals(PASSWORD);
  }

  @Override
  public Set<Path> files() {
    return Set.of(file);
  }

  @Override
  public Change prepare(Secrets next) {
    CallbackHttpServer running = server.get();
    if (running == null) {
      return () -> {};
    }
    String password = next.one(PASSWORD);
    char[] opens = password == null ? new char[0] : password.toCharArray();
    return running.prepareKeystore(new TlsKeystore(file, opens::clone))::run;
  }
}
