package io.dromedary.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbackTlsTest {
  private static final String PASSWORD = "changeit-not";

  @Test
  void callbacksAreServedOverTlsAndPlainHttpGetsNothing(@TempDir Path folder) throws Exception {
    for (String type : List.of("PKCS12", "JKS")) {
      Path file = keystore(folder, type);
      try (TestServer server =
          TestServer.with(TestServer.generous())
              .tls(new TlsKeystore(file, PASSWORD::toCharArray))
              .route("/callbacks/itwin", e -> e.getMessage().setBody("stored\n"))
              .start()) {
        HttpResponse<String> answer = post(server, trusting(file));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        try (RawClient plain = server.raw()) {
          plain.send("POST /callbacks/itwin HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
          assertThat(plain.untilClosed()).doesNotContain("HTTP/1.1");
        }
      }
    }
  }

  @Test
  void anotherCertificateIsShownFromTheNextConnectionOn(@TempDir Path folder) throws Exception {
    Path first = keystore(Files.createDirectory(folder.resolve("1")), "PKCS12");
    Path second = keystore(Files.createDirectory(folder.resolve("2")), "PKCS12");
    try (TestServer server =
        TestServer.with(TestServer.generous())
            .tls(new TlsKeystore(first, PASSWORD::toCharArray))
            .route("/callbacks/itwin", e -> e.getMessage().setBody("stored\n"))
            .start()) {
      HttpClient connected = trusting(first);
      assertThat(post(server, connected).statusCode()).isEqualTo(200);
      TlsKeystore wrong = new TlsKeystore(second, "wrong"::toCharArray);
      assertThatThrownBy(() -> server.server().prepareKeystore(wrong))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(post(server, trusting(first)).statusCode()).isEqualTo(200);

      server.server().prepareKeystore(new TlsKeystore(second, PASSWORD::toCharArray)).run();

      HttpClient renewed = trusting(second);
      await()
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> post(server, renewed).statusCode() == 200);
      assertThatThrownBy(() -> post(server, trusting(first))).isInstanceOf(SSLException.class);
      assertThat(post(server, connected).statusCode())
          .as("a connection that is open")
          .isEqualTo(200);
    }
  }

  @Test
  void aKeystoreThatDoesNotOpenStopsTheStartWithASentenceWithoutThePassword(@TempDir Path folder)
      throws Exception {
    Path good = keystore(folder, "PKCS12");
    Path garbage = Files.writeString(folder.resolve("garbage.p12"), "no keystore");
    for (TlsKeystore bad :
        List.of(
            new TlsKeystore(good, "hunter2-wrong"::toCharArray),
            new TlsKeystore(garbage, "hunter2-wrong"::toCharArray),
            new TlsKeystore(folder.resolve("absent.p12"), "hunter2-wrong"::toCharArray))) {
      assertThatThrownBy(() -> TestServer.with(TestServer.generous()).tls(bad).start())
          .hasStackTraceContaining("Cannot read the TLS keystore " + bad.file())
          .satisfies(e -> assertThat(stackOf(e)).doesNotContain("hunter2"));
    }
    assertThat(new TlsKeystore(good, PASSWORD::toCharArray).toString()).doesNotContain(PASSWORD);
  }

  @Test
  void thePasswordIsClearedAfterUse(@TempDir Path folder) throws Exception {
    char[] given = PASSWORD.toCharArray();

    assertThat(new TlsKeystore(keystore(folder, "PKCS12"), () -> given).load()).isNotNull();

    assertThat(given).containsOnly('\0');
  }

  private static Path keystore(Path folder, String type) throws Exception {
    Path file = folder.resolve("server." + type);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-storetype",
                type,
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD,
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1")
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    return file;
  }

  private static HttpClient trusting(Path keystore) throws Exception {
    KeyStore keys = KeyStore.getInstance(keystore.toFile(), PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load((InputStream) null, null);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static HttpResponse<String> post(TestServer server, HttpClient client)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("https://localhost:" + server.port() + "/callbacks/itwin"))
            .POST(BodyPublishers.ofString("{}"))
            .build(),
        BodyHandlers.ofString());
  }

  private static String stackOf(Throwable e) {
    java.io.StringWriter text = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }
}
