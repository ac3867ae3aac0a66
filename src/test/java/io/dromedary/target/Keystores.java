package io.dromedary.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PKCS12 files in a folder, made with the tool of the JDK. */
final class Keystores {
  static final String PASSWORD = "password-of-the-stores";

  private final Path folder;
  private final String password;

  Keystores(Path folder) {
    this(folder, PASSWORD);
  }

  Keystores(Path folder, String password) {
    this.folder = folder;
    this.password = password;
  }

  /** A key and a certificate that it signed itself. */
  Path key(String alias, String name) throws Exception {
    Path file = folder.resolve(alias + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-keystore",
        file.toString());
    return file;
  }

  /** Only the certificates out of keystores of that name. */
  Path trusting(String... aliases) throws Exception {
    Path file = folder.resolve(String.join("-", aliases) + "-trust.p12");
    for (String alias : aliases) {
      Path certificate = folder.resolve(alias + ".crt");
      Files.deleteIfExists(certificate);
      keytool(
          "-exportcert",
          "-alias",
          alias,
          "-file",
          certificate.toString(),
          "-keystore",
          folder.resolve(alias + ".p12").toString());
      keytool(
          "-importcert",
          "-noprompt",
          "-alias",
          alias,
          "-file",
          certificate.toString(),
          "-keystore",
          file.toString());
    }
    return file;
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "keytool");
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", password));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
