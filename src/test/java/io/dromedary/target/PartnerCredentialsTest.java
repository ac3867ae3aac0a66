package io.dromedary.target;

import static io.dromedary.target.PartnerServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.camel.Exchange;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the partner gets to know who we are, and how it is reached. */
final class PartnerCredentialsTest {
  private static final char[] PASSWORD = Keystores.PASSWORD.toCharArray();

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  private Path data;

  @Test
  void basic_authentication_is_sent_without_being_asked_for() throws Exception {
    try (PartnerServer partner = PartnerServer.http()) {
      Exchange done =
          deliver(Map.of("url", partner.url("/events"), "user", "Jörg", "password", "a,b:\"c\""));

      assertThat(done.getException()).isNull();
      assertThat(partner.requests().get(0).header("Authorization"))
          .isEqualTo(
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString("Jörg:a,b:\"c\"".getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void nothing_is_sent_when_nothing_is_set() throws Exception {
    try (PartnerServer partner = PartnerServer.http()) {
      assertThat(deliver(Map.of("url", partner.url("/events"))).getException()).isNull();

      assertThat(partner.requests().get(0).header("Authorization")).isNull();
    }
  }

  @Test
  void a_query_reaches_the_partner_but_no_exception() throws Exception {
    try (PartnerServer partner = PartnerServer.http()) {
      partner.answers(exchange -> status(exchange, 500));

      Exchange failed =
          deliver(Map.of("url", partner.url("/a/b"), "query.secret", "code=key%2F1&v=2"));

      assertThat(partner.requests().get(0).uri()).isEqualTo("/a/b?code=key%2F1&v=2");
      assertThat(failed.getException().toString()).contains("/a/b").doesNotContain("key%2F1");
    }
  }

  @Test
  void mutual_tls_shows_our_certificate_and_checks_theirs() throws Exception {
    Path server = new Keystores(data).key("server", "localhost");
    Path client = new Keystores(data).key("client", "dromedary");
    SSLContext tls =
        SSLContextBuilder.create()
            .loadKeyMaterial(server.toFile(), PASSWORD, PASSWORD)
            .loadTrustMaterial(new Keystores(data).trusting("client").toFile(), PASSWORD)
            .build();
    try (PartnerServer partner = PartnerServer.mutualTls(tls)) {
      Map<String, String> settings = new HashMap<>();
      settings.put("url", partner.url("/events"));
      assertThat(deliver(settings).getException()).isInstanceOf(SSLException.class);

      settings.put("truststore", new Keystores(data).trusting("server").toString());
      settings.put("truststore.password", new String(PASSWORD));
      assertThat(deliver(settings).getException()).isInstanceOf(IOException.class);
      assertThat(partner.requests()).isEmpty();

      settings.put("keystore", client.toString());
      settings.put("keystore.password", new String(PASSWORD));
      assertThat(deliver(settings).getException()).isNull();
      assertThat(partner.requests()).hasSize(1);
    }
  }

  @Test
  void a_proxy_is_used_with_its_own_password() throws Exception {
    try (PartnerServer proxy = PartnerServer.http()) {
      proxy.answers(
          exchange -> {
            boolean known = exchange.getRequestHeaders().containsKey("Proxy-Authorization");
            if (!known) {
              exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
            }
            status(exchange, known ? 200 : 407);
          });

      Exchange done =
          deliver(
              Map.of(
                  "url", "http://partner.invalid/events",
                  "proxy", proxy.url("").replace("http://", "http://user@"),
                  "proxy.password", "secret"));

      assertThat(done.getException()).isNull();
      assertThat(proxy.requests()).hasSize(2);
      assertThat(proxy.requests().get(1).uri()).isEqualTo("http://partner.invalid/events");
      assertThat(proxy.requests().get(1).header("Proxy-Authorization"))
          .isEqualTo(
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString("user:secret".getBytes(StandardCharsets.UTF_8)));
    }
  }

  private Exchange deliver(Map<String, String> partner) throws Exception {
    Map<String, String> settings = new HashMap<>();
    partner.forEach((key, value) -> settings.put("dromedary.target.partner." + key, value));
    try (ShippedTargets targets = ShippedTargets.start(data, settings)) {
      return targets.deliver("partner");
    }
  }
}
