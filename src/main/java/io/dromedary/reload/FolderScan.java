package io.dromedary.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the files of a folder look from outside, their contents apart: two that are equal most likely
 * hold the same. Looking again and again works where being told does not: on network disks, for
 * symbolic links that are swapped, for folders that are mounted or new.
 */
record FolderScan(Map<Path, Stamp> files) {

  /**
   * How one file looks.
   *
   * @param key tells it from another of the same name; null where the file system has none
   * @param failure why it could not be looked at; null when it could
   */
  record Stamp(long size, Instant modified, @Nullable Object key, @Nullable String failure) {}

  /** Looks at all files below a folder that are, or could be taken for, route files. */
  static FolderScan of(Path folder) {
    Map<Path, Stamp> files = new TreeMap<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              return !path.equals(folder) && isHidden(path)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              if (isMeant(path)) {
                files.put(
                    path,
                    new Stamp(
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant(),
                        attributes.fileKey(),
                        null));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
              files.put(path, failed(e));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e) {
              if (e != null) {
                files.put(path, failed(e));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      files.put(folder, failed(e));
    }
    return new FolderScan(files);
  }

  private static Stamp failed(IOException e) {
    return new Stamp(-1, Instant.EPOCH, null, e.toString());
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static boolean isMeant(Path path) {
    String name = path.getFileName().toString();
    return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }

  /** Stands for names and contents: equal when no byte of them is another. */
  String contents() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files.keySet()) {
        digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        try {
          digest.update(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
          digest.update(e.getClass().getName().getBytes(StandardCharsets.UTF_8));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }

  /** Whether a file was written after that: one written once more may look the same. */
  boolean isYoungerThan(Instant moment) {
    return files.values().stream().anyMatch(file -> file.modified().isAfter(moment));
  }
}
