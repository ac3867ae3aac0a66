package io.dromedary.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A digest that a header may hold, read more leniently than a verifier does.
 *
 * @param hash that makes digests of its length, for example SHA-256
 * @param is whether a digest is this one
 */
record Claim(String hash, Predicate<byte[]> is) {
  /** Hashes by the length of their digests in bytes. */
  private static final Map<Integer, String> HASHES =
      Map.of(16, "MD5", 20, "SHA-1", 28, "SHA-224", 32, "SHA-256", 48, "SHA-384", 64, "SHA-512");

  private static final Pattern PREFIX = Pattern.compile("([0-9A-Za-z_-]{1,16}[=,:]\\s?)(.+)");

  /** What a text was found to hold. */
  private record Read(
      int length, DigestEncoding encoding, Predicate<byte[]> is, List<Cause> causes) {}

  /** All that a header may claim, the likeliest first. */
  static List<Changed<Claim>> in(String header, List<String> values, SignatureScheme scheme) {
    List<Changed<Claim>> claims = new ArrayList<>();
    for (String value : values) {
      for (String text : value.split("[ ;]+", 32)) {
        addAll(claims, text, scheme);
        for (String part : text.contains(",") ? text.split(",", 32) : new String[0]) {
          addAll(claims, part, scheme);
        }
      }
    }
    List<Changed<Claim>> here = new ArrayList<>();
    for (Changed<Claim> claim : claims) {
      List<Cause> causes = new ArrayList<>(elsewhere(header, scheme));
      causes.addAll(claim.causes());
      here.add(new Changed<>(claim.value(), causes));
    }
    here.sort(Comparator.comparingInt(Changed::cost));
    return here;
  }

  private static List<Cause> elsewhere(String header, SignatureScheme scheme) {
    return header.equalsIgnoreCase(scheme.header().name())
        ? List.of()
        : List.of(
            new Cause(
                "header-other",
                "the signature is in the header %s, and the scheme looks into %s"
                    .formatted(header, scheme.header().name()),
                "Use the scheme of that provider, or set header: %s in the route file"
                    .formatted(header)));
  }

  private static void addAll(List<Changed<Claim>> claims, String text, SignatureScheme scheme) {
    String bare = text.strip();
    List<Cause> causes = new ArrayList<>();
    if (bare.length() > 2
        && "\"'".indexOf(bare.charAt(0)) >= 0
        && bare.endsWith(bare.substring(0, 1))) {
      bare = bare.substring(1, bare.length() - 1);
      causes.add(
          new Cause(
              "signature-quoted",
              "the signature stands in quotation marks",
              "The sender must write it without them"));
    }
    add(claims, "", bare, causes, scheme);
    Matcher prefixed = PREFIX.matcher(bare);
    if (prefixed.matches()) {
      add(claims, prefixed.group(1), prefixed.group(2), causes, scheme);
    }
  }

  private static void add(
      List<Changed<Claim>> claims,
      String prefix,
      String text,
      List<Cause> causes,
      SignatureScheme scheme) {
    for (Read read : read(text)) {
      String hash = HASHES.get(read.length);
      if (hash == null) {
        continue;
      }
      List<Cause> all = new ArrayList<>(causes);
      all.addAll(prefixCauses(prefix, scheme.header()));
      all.addAll(read.causes);
      if (read.causes.isEmpty() && read.encoding != scheme.header().encoding()) {
        all.add(encoding(read.encoding, scheme.header().encoding()));
      }
      if (read.length != scheme.algorithm().length()) {
        all.add(algorithm(hash, scheme));
      }
      claims.add(new Changed<>(new Claim(hash, read.is), all));
    }
  }

  private static List<Cause> prefixCauses(String prefix, SignatureHeader header) {
    if (prefix.strip().equalsIgnoreCase(header.prefix())
        || (prefix.isEmpty() && !header.prefixRequired())) {
      return List.of();
    }
    String mend = "Set prefix: \"%s\" in the route file".formatted(prefix);
    return List.of(
        prefix.isEmpty()
            ? new Cause(
                "prefix-missing",
                "the signature has not %s before it".formatted(header.prefix()),
                "The sender must write it; or set prefixRequired: false in the route file")
            : header.prefix().isEmpty()
                ? new Cause(
                    "prefix-unexpected", "the signature has %s before it".formatted(prefix), mend)
                : new Cause(
                    "prefix-wrong",
                    "the signature has %s before it, and the scheme expects %s"
                        .formatted(prefix, header.prefix()),
                    mend + ", or let the sender write " + header.prefix()));
  }

  private static Cause encoding(DigestEncoding is, DigestEncoding expected) {
    String name = is.name().toLowerCase(Locale.ROOT);
    return new Cause(
        "signature-encoding",
        "the signature is written in %s, and the scheme expects %s"
            .formatted(name, expected.name().toLowerCase(Locale.ROOT)),
        "Set encoding: %s in the route file".formatted(name));
  }

  private static Cause algorithm(String hash, SignatureScheme scheme) {
    String hmac = "Hmac" + hash.replace("-", "");
    boolean taken = hmac.matches("HmacSHA(1|256|512)");
    return new Cause(
        "algorithm",
        "it is signed with %s, and the scheme says %s".formatted(hash, scheme.algorithm().jca()),
        taken
            ? "Set algorithm: %s in the route file, if the provider means it so".formatted(hmac)
            : "The sender must use HmacSHA256; Dromedary does not take " + hash);
  }

  private static List<Read> read(String text) {
    if (text.length() % 2 == 0 && !text.isEmpty() && text.chars().allMatch(HexFormat::isHexDigit)) {
      byte[] digest = HexFormat.of().parseHex(text);
      return List.of(exactly(digest, DigestEncoding.HEX, List.of()));
    }
    List<Read> reads = new ArrayList<>();
    byte[] plain = decoded(Base64.getDecoder(), text);
    byte[] url = plain == null ? decoded(Base64.getUrlDecoder(), text) : null;
    if (plain != null) {
      boolean padded = text.length() % 4 == 0;
      reads.add(exactly(plain, DigestEncoding.BASE64, List.of()));
      ofText(plain, reads);
      ofOneCase(text, padded, plain.length, reads);
    }
    if (url != null) {
      reads.add(
          exactly(
              url,
              DigestEncoding.BASE64,
              List.of(
                  new Cause(
                      "signature-encoding",
                      "the signature is written in the base64 for addresses, with - and _",
                      "The sender must use the usual base64, with + and /"))));
    }
    return reads;
  }

  private static Read exactly(byte[] digest, DigestEncoding encoding, List<Cause> causes) {
    return new Read(digest.length, encoding, other -> MessageDigest.isEqual(digest, other), causes);
  }

  /** Base64 of the digits instead of the bytes. */
  private static void ofText(byte[] decoded, List<Read> into) {
    String text = new String(decoded, StandardCharsets.ISO_8859_1);
    if (text.length() % 2 == 0 && text.chars().allMatch(HexFormat::isHexDigit)) {
      into.add(
          exactly(
              HexFormat.of().parseHex(text),
              DigestEncoding.BASE64,
              List.of(
                  new Cause(
                      "signature-encoding",
                      "the signature is the base64 of its hex digits, instead of its bytes",
                      "The sender must encode the bytes of the digest once"))));
    }
  }

  private static void ofOneCase(String text, boolean padded, int length, List<Read> into) {
    boolean oneCase =
        text.equals(text.toLowerCase(Locale.ROOT)) || text.equals(text.toUpperCase(Locale.ROOT));
    if (oneCase && padded) {
      into.add(
          new Read(
              length,
              DigestEncoding.BASE64,
              digest -> Base64.getEncoder().encodeToString(digest).equalsIgnoreCase(text),
              List.of(
                  new Cause(
                      "signature-case",
                      "the signature is base64 that was written in one case, which ruins it",
                      "Nothing on its way may change the case of the header's value"))));
    }
  }

  private static byte @Nullable [] decoded(Base64.Decoder decoder, String text) {
    try {
      return text.isEmpty() ? null : decoder.decode(text);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }
}
