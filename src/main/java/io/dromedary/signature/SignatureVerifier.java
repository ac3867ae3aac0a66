package io.dromedary.signature;

import io.dromedary.event.Callback;
import io.dromedary.signature.SignedContent.Timestamp;
import io.dromedary.signature.Verification.Authentic;
import io.dromedary.signature.Verification.Refused;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a callback was signed with one of the secrets of its source. How long that takes
 * tells a sender neither how much of a digest was right nor which secret it was near to: all
 * secrets are tried against all claimed digests, each in constant time. Thread-safe.
 */
final class SignatureVerifier {
  /** A bound on the work for each callback, and on the bits of an int. */
  static final int MAX_SECRETS = 16;

  /** Seconds since 1970, of any year up to 33658. */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  private final SignatureScheme scheme;
  private final List<NamedSecret> secrets;

  SignatureVerifier(SignatureScheme scheme, List<NamedSecret> secrets) {
    if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
      throw new IllegalArgumentException("1 to %d secrets".formatted(MAX_SECRETS));
    }
    this.scheme = scheme;
    this.secrets = List.copyOf(secrets);
  }

  Verification verify(Callback callback, Instant now) {
    SignatureHeader header = scheme.header();
    Refused refused = refusedForItsHeaders(callback);
    if (refused != null) {
      return refused;
    }
    List<byte[]> claimed =
        header.digests(callback.headers(header.name()), scheme.algorithm().length());
    if (claimed.isEmpty()) {
      return new Refused(Rejection.MALFORMED_HEADER, header.name());
    }
    int matching = matching(claimed, callback);
    if (matching == 0) {
      return new Refused(Rejection.WRONG_SIGNATURE, header.name());
    }
    // After the digest, so that a refusal for its time is known to be the provider's own callback.
    Timestamp timestamp = scheme.signed().timestamp();
    if (timestamp != null && outsideTolerance(timestamp, callback, now)) {
      return new Refused(Rejection.OUTSIDE_TOLERANCE, timestamp.header());
    }
    return authenticates(matching, callback.body())
        ? new Authentic()
        : new Refused(Rejection.OTHER_SUBSCRIPTION, header.name());
  }

  private @Nullable Refused refusedForItsHeaders(Callback callback) {
    SignatureHeader header = scheme.header();
    String id = scheme.signed().idHeader();
    Timestamp timestamp = scheme.signed().timestamp();
    Refused refused =
        header.several() ? missing(callback, header.name()) : notOne(callback, header.name());
    if (refused == null && id != null) {
      refused = notOne(callback, id);
    }
    if (refused == null && timestamp != null) {
      refused = notOne(callback, timestamp.header());
    }
    if (refused == null
        && timestamp != null
        && !SECONDS.matcher(value(callback, timestamp.header())).matches()) {
      refused = new Refused(Rejection.MALFORMED_HEADER, timestamp.header());
    }
    return refused;
  }

  private static @Nullable Refused missing(Callback callback, String header) {
    return callback.headers(header).isEmpty()
        ? new Refused(Rejection.MISSING_HEADER, header)
        : null;
  }

  private static @Nullable Refused notOne(Callback callback, String header) {
    return callback.headers(header).size() > 1
        ? new Refused(Rejection.SEVERAL_VALUES, header)
        : missing(callback, header);
  }

  private static String value(Callback callback, String header) {
    return callback.headers(header).get(0);
  }

  /** One bit for each secret that makes one of the claimed digests. */
  private int matching(List<byte[]> claimed, Callback callback) {
    SignedContent signed = scheme.signed();
    String id = signed.idHeader() == null ? null : value(callback, signed.idHeader());
    String timestamp =
        signed.timestamp() == null ? null : value(callback, signed.timestamp().header());
    byte[] before = SignedContent.fill(signed.before(), id, timestamp);
    byte[] after = SignedContent.fill(signed.after(), id, timestamp);
    int matching = 0;
    for (int i = 0; i < secrets.size(); i++) {
      byte[] expected = secrets.get(i).digest(before, callback.body(), after);
      for (byte[] digest : claimed) {
        matching |= (MessageDigest.isEqual(expected, digest) ? 1 : 0) << i;
      }
    }
    return matching;
  }

  private static boolean outsideTolerance(Timestamp timestamp, Callback callback, Instant now) {
    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(value(callback, timestamp.header())));
    return Duration.between(signedAt, now).abs().compareTo(timestamp.tolerance()) > 0;
  }

  /**
   * Whether one of the matching secrets is for all of its source, or for the body's subscription.
   */
  private boolean authenticates(int matching, byte[] body) {
    List<String> subscriptions = new ArrayList<>();
    for (int i = 0; i < secrets.size(); i++) {
      if ((matching >> i & 1) == 1) {
        String subscription = secrets.get(i).subscription();
        if (subscription == null) {
          return true;
        }
        subscriptions.add(subscription);
      }
    }
    String id = SubscriptionId.in(body, scheme.secrets().subscription());
    return id != null && subscriptions.contains(id);
  }
}
