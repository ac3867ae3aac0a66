package io.dromedary.signature;

import io.dromedary.event.Callback;
import io.dromedary.signature.SignedContent.Timestamp;
import io.dromedary.signature.Verification.Refused;
import org.jspecify.annotations.Nullable;

/** What can be seen in the headers of a request, without any secret. */
final class HeaderFacts {
  private final SignatureScheme scheme;
  private final Callback request;

  HeaderFacts(SignatureScheme scheme, Callback request) {
    this.scheme = scheme;
    this.request = request;
  }

  /** What is at fault with the header that a verifier refused; null when that was no header. */
  @Nullable Cause of(Refused refused) {
    return switch (refused.rejection()) {
      case MISSING_HEADER -> missing(refused.header());
      case MALFORMED_HEADER -> malformed(refused.header());
      case SEVERAL_VALUES ->
          new Cause(
              "header-repeated",
              "the header %s is there more than once, and only one of its values can be meant"
                  .formatted(refused.header()),
              "Something on the way adds it again, or the sender does: it must come once");
      case WRONG_SIGNATURE, OUTSIDE_TOLERANCE, OTHER_SUBSCRIPTION -> null;
    };
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

  /** That there is no signature at all. */
  static Cause noSignature() {
    return new Cause(
        "no-signature",
        "there is nothing like a signature in any header that was given",
        "See that the capture has all headers, and that the secret is set at the provider");
  }
}
