package io.dromedary.callback;

import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The key and certificate chain that the server shows, in a PKCS12 or JKS file.
 *
 * @param file the keystore
 * @param password gives the password of the keystore and of its key, in a new array at each call;
 *     the array is cleared after use
 */
public record TlsKeystore(Path file, Supplier<char[]> password) {

  /**
   * @throws IllegalArgumentException that names the file and says what to do, never the password
   */
  KeyCertOptions load() {
    if (!Files.isReadable(file)) {
      throw problem("there is no readable file; check the path and its permissions", null);
    }
    char[] secret = password.get();
    try {
      KeyStore keys = KeyStore.getInstance(file.toFile(), secret);
      if (!hasKey(keys)) {
        throw problem("it holds certificates but no private key; import the key as well", null);
      }
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, secret);
      return KeyCertOptions.wrap(factory);
    } catch (IOException | GeneralSecurityException e) {
      throw problem(
          "it is not a PKCS12 or JKS keystore, or keystore and key do not open with the password",
          e);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static boolean hasKey(KeyStore keys) throws GeneralSecurityException {
    for (String alias : Collections.list(keys.aliases())) {
      if (keys.isKeyEntry(alias)) {
        return true;
      }
    }
    return false;
  }

  private IllegalArgumentException problem(String what, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "Cannot read the TLS keystore %s: %s".formatted(file, what), cause);
  }

  @Override
  public String toString() {
    return "TlsKeystore[" + file + "]";
  }
}
