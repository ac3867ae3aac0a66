package io.dromedary.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a source signs, with the words of a route file. */
final class SchemeOptions {
  @Option(
      names = "--scheme",
      paramLabel = "NAME",
      description =
          "itwin, aps, github, standard-webhooks or hmac, instead of what the source's route says.")
  private @Nullable String scheme;

  @Option(
      names = "--signature-header",
      paramLabel = "NAME",
      description = "The header that holds the signature (property header).")
  private @Nullable String header;

  @Option(names = "--prefix", paramLabel = "TEXT", description = "What stands before the digest.")
  private @Nullable String prefix;

  @Option(
      names = "--prefix-required",
      paramLabel = "BOOL",
      description = "Whether a digest without the prefix is refused (true when a prefix is given).")
  private @Nullable Boolean prefixRequired;

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      description = "HmacSHA256, HmacSHA1 or HmacSHA512.")
  private @Nullable String algorithm;

  @Option(names = "--encoding", paramLabel = "NAME", description = "hex or base64.")
  private @Nullable String encoding;

  @Option(
      names = "--several",
      paramLabel = "BOOL",
      description = "Whether the header may hold several signatures.")
  private @Nullable Boolean several;

  @Option(
      names = "--signed",
      paramLabel = "TEMPLATE",
      description = "What is signed: {body}, or with more, as {id}.{timestamp}.{body}.")
  private @Nullable String signed;

  @Option(names = "--id-header", paramLabel = "NAME", description = "The header of {id}.")
  private @Nullable String idHeader;

  @Option(
      names = "--timestamp-header",
      paramLabel = "NAME",
      description = "The header of {timestamp}: seconds since 1970.")
  private @Nullable String timestampHeader;

  @Option(
      names = "--tolerance",
      paramLabel = "DURATION",
      description = "How far the timestamp may be from now (5m).")
  private @Nullable String tolerance;

  @Option(
      names = "--secret-encoding",
      paramLabel = "NAME",
      description = "How a secret becomes a key: text, or base64 (also after whsec_).")
  private @Nullable String secretEncoding;

  /** The properties as a route file names them; empty when nothing is said. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    put(properties, "scheme", scheme);
    put(properties, "header", header);
    put(properties, "prefix", prefix);
    put(properties, "prefixRequired", prefixRequired);
    put(properties, "algorithm", algorithm);
    put(properties, "encoding", encoding);
    put(properties, "several", several);
    put(properties, "signed", signed);
    put(properties, "idHeader", idHeader);
    put(properties, "timestampHeader", timestampHeader);
    put(properties, "tolerance", tolerance);
    put(properties, "secretEncoding", secretEncoding);
    return properties;
  }

  private static void put(Map<String, String> into, String name, @Nullable Object value) {
    if (value != null) {
      into.put(name, value.toString());
    }
  }
}
