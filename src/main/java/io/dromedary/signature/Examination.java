package io.dromedary.signature;

import com.fasterxml.jackson.core.JsonPointer;
import io.dromedary.event.Callback;
import io.dromedary.signature.SignatureSearch.Match;
import io.dromedary.signature.Verification.Authentic;
import io.dromedary.signature.Verification.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The examination of one captured request. */
final class Examination {
  private final SignatureScheme scheme;
  private final List<String> secrets;
  private final Map<String, List<String>> others;
  private final Callback request;
  private final SignedTime time;
  private final List<Cause> unusable = new ArrayList<>();

  Examination(
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
    this.time = new SignedTime(scheme, request, now);
  }

  Diagnosis diagnosis() {
    Refused refused = null;
    Diagnosis near = null;
    for (int i = 0; i < secrets.size(); i++) {
      Verification verification = verify(i);
      if (verification instanceof Authentic) {
        return new Diagnosis(true, i + 1, List.of());
      }
      if (verification instanceof Refused found && isNear(found)) {
        near = new Diagnosis(false, i + 1, List.of(near(found, i + 1)));
      } else if (verification instanceof Refused found) {
        refused = found;
      }
    }
    return near != null ? near : searched(refused);
  }

  private Cause near(Refused refused, int secret) {
    Cause tooFar = time.outsideTolerance();
    if (refused.rejection() == Rejection.OUTSIDE_TOLERANCE && tooFar != null) {
      return tooFar;
    }
    return new Cause(
        "other-subscription",
        "the signature is right, and secret %d of %d that makes it is named for another subscription than the one in the body at %s"
            .formatted(
                secret,
                secrets.size(),
                scheme.secrets().subscription().stream()
                    .map(JsonPointer::toString)
                    .collect(Collectors.joining(" or "))),
        "Name the secret for the subscription it belongs to (<subscription>=<secret>), or for none");
  }

  /** Whether the signature itself is right. */
  private static boolean isNear(Refused refused) {
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
    return new SignatureVerifier(scheme, List.of(secret)).verify(request, time.now());
  }

  private Diagnosis searched(@Nullable Refused refused) {
    Cause otherProvider = otherProvider();
    if (otherProvider != null) {
      return new Diagnosis(false, 0, List.of(otherProvider));
    }
    Cause header = refused == null ? null : new HeaderFacts(scheme, request).of(refused);
    SignatureSearch search = new SignatureSearch(scheme, secrets, others, request);
    Match match = search.isUnsigned() ? null : search.find();
    return match == null ? notFound(header, search.isUnsigned()) : found(match, header);
  }

  private Diagnosis notFound(@Nullable Cause header, boolean unsigned) {
    List<Cause> causes = new ArrayList<>(unusable);
    causes.add(header != null ? header : unsigned ? HeaderFacts.noSignature() : unexplained());
    return new Diagnosis(false, 0, causes);
  }

  private Diagnosis found(Match match, @Nullable Cause header) {
    List<Cause> causes = new ArrayList<>(match.causes());
    if (match.secret() == 0) {
      causes.addAll(unusable);
    }
    if (header != null && !explains(match, header)) {
      causes.add(header);
    }
    Cause tooFar = time.outsideTolerance();
    if (tooFar != null) {
      causes.add(tooFar);
    }
    return new Diagnosis(false, match.secret(), causes);
  }

  /** Whether what was found says the same of a header, and more. */
  private static boolean explains(Match match, Cause header) {
    return switch (header.label()) {
      case "header-missing" ->
          match.causes().stream().anyMatch(cause -> cause.label().equals("header-other"));
      case "header-malformed" -> !match.causes().isEmpty();
      default -> false;
    };
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
          || (verification instanceof Refused refused && isNear(refused));
    } catch (IllegalArgumentException unfitForThatScheme) {
      return false;
    }
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
}
