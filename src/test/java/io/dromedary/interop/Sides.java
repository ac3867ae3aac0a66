package io.dromedary.interop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One way to sign, as both sides know it.
 *
 * @param source its name here
 * @param library its name in Node
 * @param secret of at least 32 characters, which every scheme takes
 * @param settings of the other side; only Node's crypto needs them
 * @param yaml the properties of our signature processor
 */
public record Sides(
    String source,
    String library,
    String secret,
    Map<String, String> settings,
    Map<String, String> yaml) {
  private static final String SECRET = "It's a secret of 32 characters!! äöü";

  public static final List<Sides> ALL =
      List.of(
          new Sides("github", "@octokit/webhooks", SECRET, Map.of(), Map.of("scheme", "github")),
          new Sides(
              "standard-webhooks",
              "standardwebhooks",
              "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
              Map.of(),
              Map.of("scheme", "standard-webhooks")),
          crypto("itwin", "Signature", "sha256", "sha256=", "hex", Map.of("scheme", "itwin")),
          crypto("aps", "x-adsk-signature", "sha1", "sha1hash=", "hex", Map.of("scheme", "aps")),
          crypto(
              "plain", "X-Sig", "sha256", "", "hex", Map.of("scheme", "hmac", "header", "X-Sig")),
          crypto(
              "long",
              "X-Long",
              "sha512",
              "v1:",
              "base64",
              Map.of(
                  "scheme", "hmac",
                  "header", "X-Long",
                  "algorithm", "HmacSHA512",
                  "prefix", "v1:",
                  "encoding", "base64")));

  private static Sides crypto(
      String source,
      String header,
      String algorithm,
      String prefix,
      String encoding,
      Map<String, String> yaml) {
    return new Sides(
        source,
        "crypto",
        SECRET,
        Map.of("header", header, "algorithm", algorithm, "prefix", prefix, "encoding", encoding),
        yaml);
  }

  public static Stream<Sides> all() {
    return ALL.stream();
  }

  public ObjectNode request(Node node, String operation) {
    ObjectNode request = node.request(operation, library, secret);
    settings.forEach(request::put);
    return request;
  }

  /** A route file of ours that takes its callbacks. */
  public String routeFile() {
    StringBuilder bean = new StringBuilder();
    yaml.forEach((name, value) -> bean.append("        %s: \"%s\"%n".formatted(name, value)));
    return """
        - beans:
            - name: %1$sSignature
              type: io.dromedary.signature.SignatureProcessor
              properties:
                secret: %1$s.secret
        %2$s- route:
            id: %1$s-callback
            from:
              uri: platform-http:/callbacks/%1$s
              parameters:
                httpMethodRestrict: POST
              steps:
                - process:
                    ref: %1$sSignature
                - to:
                    uri: inbox:%1$s
        - route:
            id: %1$s-events
            from:
              uri: inbox:%1$s
              steps:
                - log:
                    message: got one
                    loggingLevel: DEBUG
        """
        .formatted(source, bean);
  }

  @Override
  public String toString() {
    return source + ", " + library;
  }
}
