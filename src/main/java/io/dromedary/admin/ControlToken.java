package io.dromedary.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client of the control address has to show: that it can read a file that only the owner of
 * the process can read. New at each start. Never in a log, an answer or a message.
 */
final class ControlToken {
  private static final int BYTES = 32;
  private static final int MAX_LENGTH = 200;

  private final byte[] token;

  private ControlToken(byte[] token) {
    this.token = token;
  }

  /**
   * Makes a new one and writes it to the file.
   *
   * @throws IOException also when the file system cannot keep others from reading the file
   */
  static ControlToken create(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    byte[] token = Base64.getUrlEncoder().withoutPadding().encode(random);
    Files.deleteIfExists(file);
    makeForOwnerOnly(file);
    Files.write(file, token, StandardOpenOption.WRITE);
    return new ControlToken(token);
  }

  /** It is empty until nobody else can read it. */
  private static void makeForOwnerOnly(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return;
    }
    Files.createFile(file);
    AclFileAttributeView acl = Files.getFileAttributeView(file, AclFileAttributeView.class);
    if (acl == null) {
      Files.delete(file);
      throw new FileSystemException(
          file.toString(), null, "this file system cannot keep others from reading the token");
    }
    acl.setAcl(
        List.of(
            AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(acl.getOwner())
                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                .build()));
  }

  /**
   * Reads the one that another process wrote.
   *
   * @return null when there is none
   * @throws AccessDeniedException when this user may not
   */
  static @Nullable String read(Path file) throws IOException {
    if (Files.notExists(file)) {
      return null;
    }
    if (Files.size(file) > MAX_LENGTH) {
      throw new FileSystemException(file.toString(), null, "this is not the token of a Dromedary");
    }
    String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
    return token.isEmpty() ? null : token;
  }

  /** Whether the value of an Authorization header shows it; takes the same time for each value. */
  boolean isShownBy(@Nullable String authorization) {
    String scheme = "Bearer ";
    String shown =
        authorization != null && authorization.startsWith(scheme)
            ? authorization.substring(scheme.length())
            : "";
    return MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8));
  }
}
