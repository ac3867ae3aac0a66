package io.dromedary.target;

import io.dromedary.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Service;

/**
 * Makes what Camel's {@code file:} wrote last a power failure, then gives it its own name: the
 * bytes are forced to the disk, the file is renamed in one step, and the folders that lead to it
 * are forced too, one force for all threads that wait for it. Only then is the delivery done.
 *
 * <p>A file that is there already with the same bytes is a repeat, and success; with other bytes it
 * is left alone and the delivery fails with a {@link FileAlreadyExistsException}. Thread-safe once
 * configured.
 */
@Api
public final class DurableFile implements Processor, Service {
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  private Path base = Path.of("").toAbsolutePath();
  private ForcedFolders folders = new ForcedFolders(base);

  /** The folder that the archive lives in, the same as that of the {@code file:} endpoint. */
  public void setFolder(String folder) {
    base = Path.of(folder).toAbsolutePath();
    folders = new ForcedFolders(base);
  }

  @Override
  public void process(Exchange exchange) throws IOException, InvalidPayloadException {
    Message message = exchange.getMessage();
    String name = message.getHeader(Exchange.FILE_NAME, String.class);
    byte[] bytes = message.getMandatoryBody(byte[].class);
    Path temporary = base.resolve(name);
    Path file = base.resolve(name.substring(0, name.length() - ArchiveEntry.TEMPORARY.length()));

    if (file.toFile().exists()) {
      Files.deleteIfExists(temporary);
      keep(file, bytes);
    } else {
      force(temporary, bytes);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
    // Windows cannot open a folder; its file systems keep the rename with their own journal.
    if (!WINDOWS) {
      folders.force(Objects.requireNonNull(file.getParent())); // it is below the base
    }
  }

  @Override
  public void start() {
    // Folders are opened when they are met.
  }

  /** Lets go of the folders; another route may go on with them. */
  @Override
  public void stop() {
    try {
      folders.forgetAll();
    } catch (IOException e) {
      throw new UncheckedIOException("letting go of the folders below " + base, e);
    }
  }

  /** A file of an earlier attempt, which may have ended before it was forced to the disk. */
  private static void keep(Path file, byte[] bytes) throws IOException {
    if (!Arrays.equals(Files.readAllBytes(file), bytes)) {
      throw new FileAlreadyExistsException(
          file.toString(),
          null,
          "holds other bytes than this event and was left as it is;"
              + " move it away, then replay the delivery");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void force(Path temporary, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (!holds(channel, bytes)) {
        throw new IOException(
            temporary + " is not complete: another attempt is writing it, or the disk lost bytes");
      }
      channel.force(true);
    }
  }

  private static boolean holds(FileChannel channel, byte[] bytes) throws IOException {
    if (channel.size() != bytes.length) {
      return false;
    }
    ByteBuffer read = ByteBuffer.allocate(bytes.length);
    while (read.hasRemaining() && channel.read(read) >= 0) {
      // reads on
    }
    return !read.hasRemaining() && Arrays.equals(read.array(), bytes);
  }
}
