package io.dromedary.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bytes of a file, or of standard input. */
final class BodyInput {
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  private BodyInput() {}

  /**
   * Reads all of it, byte for byte.
   *
   * @param file null or {@code -} for standard input
   */
  static byte[] read(@Nullable Path file) throws CommandFailure {
    boolean standard = file == null || file.toString().equals("-");
    try (InputStream in = standard ? System.in : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CommandFailure(
            Main.NOT_AS_IT_SHOULD_BE,
            "%s has more than 64 MiB, which no callback has"
                .formatted(standard ? "standard input" : file));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          Main.NOT_AS_IT_SHOULD_BE, "cannot read %s: there is no such file".formatted(file));
    } catch (IOException e) {
      throw new CommandFailure(
          Main.NOT_AS_IT_SHOULD_BE,
          "cannot read %s: %s".formatted(standard ? "standard input" : file, e));
    }
  }
}
