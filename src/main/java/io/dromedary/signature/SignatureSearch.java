package io.dromedary.signature;

import io.dromedary.event.Callback;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The search for what makes the signature of a request: all combinations of what may have been the
 * key, the body, what is signed around it and the way a digest is made of them, those with the
 * fewest differences from the scheme first.
 */
final class SignatureSearch {
  /** Beyond how the header is written, which costs nothing to see. */
  private static final int MAX_DIFFERENCES = 2;

  /** Of the body alone, which clients and proxies add for the transport; RFC 1864, 3230, 9530. */
  private static final Set<String> DIGESTS =
      Set.of("content-md5", "digest", "content-digest", "repr-digest");

  private final SignatureScheme scheme;
  private final List<String> secrets;
  private final Map<String, List<String>> others;
  private final Callback request;
  private final List<Changed<Claim>> claims;

  /** Keys of one secret, as it may have been used. */
  private record Keys(int number, List<Changed<byte[]>> keys) {}

  /**
   * What makes the signature.
   *
   * @param secret the number of the secret from 1; 0 when it is none of this source
   * @param causes how it differs from the scheme
   */
  record Match(int secret, List<Cause> causes) {}

  /**
   * @param others secrets of other sources by their keys
   */
  SignatureSearch(
      SignatureScheme scheme,
      List<String> secrets,
      Map<String, List<String>> others,
      Callback request) {
    this.scheme = scheme;
    this.secrets = secrets;
    this.others = others;
    this.request = request;
    this.claims = claims(request, scheme);
  }

  /** Whether no header holds anything like a signature. */
  boolean isUnsigned() {
    return claims.isEmpty();
  }

  /** From the scheme's own header; when it is not there, from any other that may hold one. */
  private static List<Changed<Claim>> claims(Callback request, SignatureScheme scheme) {
    String own = scheme.header().name();
    List<Changed<Claim>> claims = new ArrayList<>(Claim.in(own, request.headers(own), scheme));
    boolean missing = request.headers(own).isEmpty();
    for (String header : request.headerNames()) {
      if (missing && !DIGESTS.contains(header.toLowerCase(Locale.ROOT))) {
        claims.addAll(Claim.in(header, request.headers(header), scheme));
      }
    }
    claims.sort(Comparator.comparingInt(Changed::cost));
    return claims;
  }

  /** The first combination that makes the signature; null when none does. */
  @Nullable Match find() {
    List<Changed<Supplier<byte[]>>> bodies = BodyChanges.of(request.body());
    List<Changed<SignedParts>> contents = SignedParts.of(request, scheme);
    List<Keys> keys = keys();
    int most = request.body().length > 4 * BodyChanges.MAX_COMBINED ? 1 : MAX_DIFFERENCES;
    for (int differences = 0; differences <= most; differences++) {
      for (Keys secret : keys) {
        for (Changed<byte[]> key : secret.keys) {
          for (Changed<Supplier<byte[]>> body : bodies) {
            for (Changed<SignedParts> parts : contents) {
              int left = differences - key.cost() - body.cost() - parts.cost();
              if (left < 0 || left > 1) {
                continue;
              }
              Changed<byte[]> made = new Changed<>(body.value().get(), body.causes());
              Match match = match(secret.number, key, made, parts, left);
              if (match != null) {
                return match;
              }
            }
          }
        }
      }
    }
    return null;
  }

  private @Nullable Match match(
      int secret, Changed<byte[]> key, Changed<byte[]> body, Changed<SignedParts> parts, int left) {
    for (Construction construction : Construction.values()) {
      Changed<Construction> made = construction.changed();
      if (made.cost() != left) {
        continue;
      }
      Map<String, byte[]> digests = new LinkedHashMap<>();
      for (Changed<Claim> claim : claims) {
        byte[] digest =
            digests.computeIfAbsent(
                claim.value().hash(),
                hash ->
                    construction.digest(
                        hash,
                        key.value(),
                        parts.value().before(),
                        body.value(),
                        parts.value().after()));
        if (claim.value().is().test(digest)) {
          return new Match(secret, Changed.causes(key, made, claim, parts, body));
        }
      }
    }
    return null;
  }

  private List<Keys> keys() {
    List<Keys> keys = new ArrayList<>();
    for (int i = 0; i < secrets.size(); i++) {
      keys.add(new Keys(i + 1, KeyChanges.of(secrets.get(i), scheme)));
    }
    if (secrets.size() > 1) {
      keys.add(
          new Keys(
              0,
              List.of(
                  Changed.by(
                      SignedContent.fill(String.join(",", secrets), null, null),
                      "secret-with-comma",
                      "the sender's secret has a comma in it, at which it was cut here into %d"
                          .formatted(secrets.size()),
                      "Put the secret into a file and name that in the variable ..._FILE: there"
                          + " each line is a secret"))));
    }
    others.forEach(
        (key, texts) -> {
          List<Changed<byte[]>> changed = new ArrayList<>();
          for (String text : texts) {
            try {
              changed.add(
                  Changed.by(
                      scheme.secrets().key(NamedSecret.withoutName(text, scheme)),
                      "secret-of-another-source",
                      "it is signed with a secret of another source: that of " + key,
                      "Register the webhook with the secret of this source, or send it to the"
                          + " address of the other"));
            } catch (IllegalArgumentException unfitForThisScheme) {
              // Then it was not used for it.
            }
          }
          keys.add(new Keys(0, changed));
        });
    return keys;
  }
}
