package io.dromedary.signature;

import com.fasterxml.jackson.core.JsonPointer;
import io.dromedary.event.Callback;
import io.dromedary.signature.SignedContent.Timestamp;
import io.dromedary.signature.Verification.Authentic;
import io.dromedary.signature.Verification.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The search for what makes a signature right, from no difference to two of them. */
final class DiagnosisSearch {
  /** Beyond how the header is written, which costs nothing to see. */
  private static final int MAX_DIFFERENCES = 2;

  private final SignatureScheme scheme;
  private final List<String> secrets;
  private final Map<String, List<String>> others;
  private final Callback request;
  private final @Nullable Instant now;
  private final List<Cause> unusable = new ArrayList<>();

  /** Keys of one secret, as it may have been used. */
  private record Keys(int number, List<Changed<byte[]>> keys) {}

  private record Match(int secret, List<Cause> causes) {}

  DiagnosisSearch(
      SignatureScheme scheme,
      List<String> secrets,
      Map<String, List<String>> others,
      Callback request,
      @Nullable Instant now) {
    if (secrets.isEmpty() || secrets.size() > SignatureVerifier.MAX_SECRETS) {
      throw new IllegalArgumentException(
          "1 to %d secrets".formatted(SignatureVerifier.MAX_SECRETS));
    }
    this.scheme = scheme;
    this.secrets = secrets;
    this.others = others;
    this.request = request;
    this.now = now;
  }

  Diagnosis diagnosis() {
    Refused refused = null;
    int refusedSecret = 0;
    for (int i = 0; i < secrets.size(); i++) {
      Verification verification = verify(i);
      if (verification instanceof Authentic) {
        return new Diagnosis(true, i + 1, List.of());
      }
      if (verification instanceof Refused found && (refused == null || isNearer(found))) {
        refused = found;
        refusedSecret =
            found.rejection().wellFormed() && found.rejection() != Rejection.WRONG_SIGNATURE
                ? i + 1
                : 0;
      }
    }
    if (refused != null && isNearer(refused)) {
      return new Diagnosis(false, refusedSecret, List.of(headerFact(refused, refusedSecret)));
    }
    return searched(refused);
  }

  /** Whether the signature itself is right. */
  private static boolean isNearer(Refused refused) {
    return refused.rejection() == Rejection.OUTSIDE_TOLERANCE
        || refused.rejection() == Rejection.OTHER_SUBSCRIPTION;
  }

  private @Nullable Verification verify(int index) {
    NamedSecret secret;
    try {
      secret = NamedSecret.parse(secrets.get(index), scheme);
    } catch (IllegalArgumentException e) {
      unusable.add(
          new Cause(
              "secret-unusable",
              "secret %d of %d %s".formatted(index + 1, secrets.size(), e.getMessage()),
              "Set it as the provider gave it"));
      return null;
    }
    return new SignatureVerifier(scheme, List.of(secret)).verify(request, time());
  }

  /** A time at which the timestamp is right, when any is. */
  private Instant time() {
    if (now != null) {
      return now;
    }
    Timestamp timestamp = scheme.signed().timestamp();
    String written = timestamp == null ? null : request.header(timestamp.header());
    return written != null && written.matches("[0-9]{1,12}")
        ? Instant.ofEpochSecond(Long.parseLong(written))
        : Instant.EPOCH;
  }

  private Diagnosis searched(@Nullable Refused refused) {
    List<Cause> facts = new ArrayList<>(unusable);
    if (refused != null && refused.rejection() != Rejection.WRONG_SIGNATURE) {
      facts.add(headerFact(refused, 0));
    }
    Cause otherProvider = otherProvider();
    if (otherProvider != null) {
      return new Diagnosis(false, 0, List.of(otherProvider));
    }
    List<Changed<Claim>> claims = claims();
    Match match = claims.isEmpty() ? null : find(claims);
    if (match == null) {
      boolean known = facts.stream().anyMatch(fact -> !fact.label().equals("secret-unusable"));
      if (!known) {
        facts.add(claims.isEmpty() ? noSignature() : unexplained());
      }
      return new Diagnosis(false, 0, distinct(facts));
    }
    boolean elsewhere =
        match.causes.stream().anyMatch(cause -> cause.label().equals("header-other"));
    boolean form = !match.causes.isEmpty();
    facts.removeIf(
        fact ->
            (fact.label().equals("header-missing") && elsewhere)
                || (fact.label().equals("header-malformed") && form)
                || (fact.label().equals("secret-unusable") && match.secret > 0));
    List<Cause> causes = new ArrayList<>(match.causes);
    causes.addAll(facts);
    addTime(causes);
    return new Diagnosis(false, match.secret, distinct(causes));
  }

  /** Whether it is right as the callback of another provider, with any of the secrets. */
  private @Nullable Cause otherProvider() {
    for (KnownSender sender : KnownSender.withPreset()) {
      SignatureScheme other = SignatureScheme.preset(String.valueOf(sender.scheme()));
      if (other.name().equals(scheme.name())) {
        continue;
      }
      Map<String, List<String>> all = new LinkedHashMap<>();
      all.put("", secrets);
      all.putAll(others);
      for (Map.Entry<String, List<String>> texts : all.entrySet()) {
        for (String text : texts.getValue()) {
          if (isRight(text, other)) {
            return new Cause(
                "other-provider",
                "this is a callback of %s: it is right under the scheme %s with %s"
                    .formatted(
                        sender.name(),
                        other.name(),
                        texts.getKey().isEmpty()
                            ? "the secret of this source"
                            : "the secret of " + texts.getKey()),
                sender.mend());
          }
        }
      }
    }
    return null;
  }

  private boolean isRight(String text, SignatureScheme other) {
    try {
      Verification verification =
          new SignatureVerifier(other, List.of(NamedSecret.parse(text, other)))
              .verify(request, Instant.EPOCH);
      return verification instanceof Authentic
          || (verification instanceof Refused refused && isNearer(refused));
    } catch (IllegalArgumentException unfitForThatScheme) {
      return false;
    }
  }

  private static List<Cause> distinct(List<Cause> causes) {
    Map<String, Cause> byLabel = new LinkedHashMap<>();
    causes.forEach(cause -> byLabel.putIfAbsent(cause.label() + cause.what(), cause));
    return List.copyOf(byLabel.values());
  }

  /** From the scheme's own header; when it is not there, from any other that may hold one. */
  private List<Changed<Claim>> claims() {
    String own = scheme.header().name();
    List<Changed<Claim>> claims = new ArrayList<>(Claim.in(own, request.headers(own), scheme));
    for (String header : request.headerNames()) {
      if (!header.equalsIgnoreCase(own)) {
        claims.addAll(Claim.in(header, request.headers(header), scheme));
      }
    }
    claims.sort(Comparator.comparingInt(Changed::cost));
    return claims;
  }

  private @Nullable Match find(List<Changed<Claim>> claims) {
    List<Changed<byte[]>> bodies = BodyChanges.of(request.body());
    List<Changed<SignedParts>> contents = SignedParts.of(request, scheme);
    List<Keys> keys = keys();
    int most = request.body().length > 4 * BodyChanges.MAX_COMBINED ? 1 : MAX_DIFFERENCES;
    for (int differences = 0; differences <= most; differences++) {
      for (Keys secret : keys) {
        for (Changed<byte[]> key : secret.keys) {
          for (Changed<byte[]> body : bodies) {
            for (Changed<SignedParts> parts : contents) {
              int left = differences - key.cost() - body.cost() - parts.cost();
              if (left < 0 || left > 1) {
                continue;
              }
              Match match = match(claims, secret.number, key, body, parts, left);
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

  private static @Nullable Match match(
      List<Changed<Claim>> claims,
      int secret,
      Changed<byte[]> key,
      Changed<byte[]> body,
      Changed<SignedParts> parts,
      int left) {
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

  private Cause headerFact(Refused refused, int secret) {
    String header = refused.header();
    return switch (refused.rejection()) {
      case MISSING_HEADER -> missing(header);
      case SEVERAL_VALUES ->
          new Cause(
              "header-repeated",
              "the header %s is there more than once, and only one of its values can be meant"
                  .formatted(header),
              "Something on the way adds it again, or the sender does: it must come once");
      case MALFORMED_HEADER -> malformed(header);
      case WRONG_SIGNATURE -> unexplained();
      case OUTSIDE_TOLERANCE -> tooFar(header);
      case OTHER_SUBSCRIPTION ->
          new Cause(
              "other-subscription",
              "the signature is right, and secret %d of %d that makes it is named for another subscription than the one in the body at %s"
                  .formatted(secret, secrets.size(), subscriptionPlaces()),
              "Name the secret for the subscription it belongs to (<subscription>=<secret>), or"
                  + " for none");
    };
  }

  private String subscriptionPlaces() {
    return scheme.secrets().subscription().stream()
        .map(JsonPointer::toString)
        .collect(Collectors.joining(" or "));
  }

  private Cause missing(String header) {
    KnownSender sender = KnownSender.of(request, scheme);
    boolean signature = header.equalsIgnoreCase(scheme.header().name());
    String what = "the header %s is missing".formatted(header);
    if (sender != null && signature) {
      return new Cause(
          "header-missing",
          what + ", and there is %s: this looks like %s".formatted(sender.header(), sender.name()),
          sender.mend());
    }
    String why = scheme.whenUnsigned();
    return new Cause(
        "header-missing",
        what + (signature && why != null ? ": " + why : ""),
        signature
            ? "See that the secret is set at the provider, and that the capture has all headers"
                + " (proxies and logs may drop some)"
            : "The scheme signs it: see that the sender writes it, and that the capture has all"
                + " headers");
  }

  private Cause malformed(String header) {
    Timestamp timestamp = scheme.signed().timestamp();
    if (timestamp != null && header.equals(timestamp.header())) {
      String value = String.valueOf(request.header(header)).strip();
      return new Cause(
          "timestamp-malformed",
          "the header %s is no number of whole seconds since 1970%s"
              .formatted(header, value.matches("[0-9]{13,}") ? ": these are milliseconds" : ""),
          "The sender must write whole seconds");
    }
    return new Cause(
        "header-malformed",
        "the header %s does not hold what the scheme writes: %s".formatted(header, expected()),
        "See that the header came whole, and is the one of the signature");
  }

  private String expected() {
    int length = scheme.algorithm().length();
    String prefix = scheme.header().prefix();
    return switch (scheme.header().encoding()) {
      case HEX -> "%s and %d hex digits".formatted(prefix, 2 * length).strip();
      case BASE64 ->
          "%s and %d characters of base64".formatted(prefix, (length + 2) / 3 * 4).strip();
    };
  }

  private Cause noSignature() {
    return new Cause(
        "no-signature",
        "there is nothing like a signature in any header that was given",
        "See that the capture has all headers, and that the secret is set at the provider");
  }

  private Cause unexplained() {
    int bodies = BodyChanges.of(request.body()).size() - 1;
    return new Cause(
        Diagnosis.UNEXPLAINED,
        "%s this signature, over this body or any of %d usual changes of it"
            .formatted(
                secrets.size() == 1
                    ? "the secret does not make"
                    : "none of the %d secrets makes".formatted(secrets.size()),
                bodies),
        "If every callback of this sender is refused, the secret is another one: set it once more, at"
            + " the provider and here. If others are right, the body was changed in a way that"
            + " cannot be undone (names in another order, numbers written differently, members"
            + " left out): capture the bytes before anything parses them. If it was sent to"
            + " another address, that one may have another secret");
  }

  private void addTime(List<Cause> causes) {
    Timestamp timestamp = scheme.signed().timestamp();
    String written = timestamp == null ? null : request.header(timestamp.header());
    if (now != null
        && timestamp != null
        && written != null
        && written.matches("[0-9]{1,12}")
        && age(written).abs().compareTo(timestamp.tolerance()) > 0) {
      causes.add(tooFar(timestamp.header()));
    }
  }

  private Duration age(String seconds) {
    return Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), time());
  }

  private Cause tooFar(String header) {
    Timestamp timestamp = scheme.signed().timestamp();
    Duration age = age(String.valueOf(request.header(header)));
    String allowed = timestamp == null ? "" : text(timestamp.tolerance());
    return age.isNegative()
        ? new Cause(
            "timestamp-ahead",
            "%s is %s ahead of the clock here, and %s is allowed"
                .formatted(header, text(age.negated()), allowed),
            "Set the clocks, here or at the sender")
        : new Cause(
            "timestamp-old",
            "%s is %s old, and %s is allowed".formatted(header, text(age), allowed),
            "It was sent again later, or was under way for long, or a clock is wrong. A capture that"
                + " is looked at later is always old");
  }

  private static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 2 * 3600) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    if (seconds < 48 * 3600) {
      return "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
    }
    return "%d days".formatted(seconds / 86_400);
  }
}
