package io.dromedary.secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a file that holds secrets. */
final class SecretFile {
  private static final int MAX_BYTES = 64 * 1024;

  private SecretFile() {}

  /**
   * @param namedBy what names the file, for messages
   */
  static String read(String namedBy, String path) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (InvalidPathException e) {
      throw unreadable(namedBy, path, "this is not a path");
    } catch (NoSuchFileException e) {
      throw unreadable(namedBy, path, "there is no such file");
    } catch (AccessDeniedException e) {
      throw unreadable(namedBy, path, "this user may not read it");
    } catch (IOException e) {
      throw unreadable(namedBy, path, "it is not a readable file");
    }
    if (bytes.length > MAX_BYTES) {
      throw unreadable(namedBy, path, "it is larger than " + MAX_BYTES + " bytes");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // Some Windows editors write a byte order mark, which would become part of the first secret.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw unreadable(namedBy, path, "it is not UTF-8 text");
    }
  }

  // Without the cause: its message may hold text of the file.
  private static SecretException unreadable(String namedBy, String path, String why) {
    return new SecretException(
        "Cannot read the file that %s names, %s: %s. Correct the path or the file"
            .formatted(namedBy, path, why));
  }
}
