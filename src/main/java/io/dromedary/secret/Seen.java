package io.dromedary.secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a secret, or at a file that belongs to secrets, has found.
 *
 * @param value of a secret; null when nothing is set
 * @param digest of the bytes of a file, never shown; null for a secret
 * @param problem why it cannot be read; null when it can
 */
record Seen(@Nullable SecretValue value, @Nullable String digest, @Nullable String problem) {
  private static final int LONGEST_FILE = 16 << 20;

  static Seen secret(SecretLookup source, String key) {
    try {
      return new Seen(source.read(key), null, null);
    } catch (SecretException e) {
      return new Seen(null, null, e.getMessage());
    }
  }

  static Seen file(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(in.readNBytes(LONGEST_FILE));
      return new Seen(null, Base64.getEncoder().encodeToString(digest), null);
    } catch (NoSuchFileException e) {
      return new Seen(null, null, "there is no such file");
    } catch (IOException e) {
      return new Seen(null, null, "it cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  /** Neither value nor digest. */
  @Override
  public String toString() {
    return problem == null ? "seen" : problem;
  }
}
