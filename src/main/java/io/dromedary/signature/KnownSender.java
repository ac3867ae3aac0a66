package io.dromedary.signature;

import io.dromedary.event.Callback;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sender that is known by the header of its signature.
 *
 * @param scheme what to use for it; null when no scheme here fits
 */
record KnownSender(String name, String header, @Nullable String scheme) {
  private static final List<KnownSender> ALL =
      List.of(
          new KnownSender("Autodesk Platform Services", "x-adsk-signature", "aps"),
          new KnownSender("GitHub", "X-Hub-Signature-256", "github"),
          new KnownSender("GitHub", "X-GitHub-Event", "github"),
          new KnownSender("Standard Webhooks", "webhook-signature", "standard-webhooks"),
          new KnownSender(
              "Svix",
              "svix-signature",
              "standard-webhooks with header: svix-signature, idHeader: svix-id and"
                  + " timestampHeader: svix-timestamp"),
          new KnownSender(
              "a sender of WebSub or the older GitHub",
              "X-Hub-Signature",
              "hmac with header: X-Hub-Signature, prefix: sha1= and algorithm: HmacSHA1"),
          new KnownSender(
              "Shopify",
              "X-Shopify-Hmac-SHA256",
              "hmac with header: X-Shopify-Hmac-SHA256 and encoding: base64"),
          new KnownSender(
              "Slack",
              "X-Slack-Signature",
              "hmac with header: X-Slack-Signature, prefix: v0=, signed: \"v0:{timestamp}:{body}\""
                  + " and timestampHeader: X-Slack-Request-Timestamp"),
          new KnownSender("Stripe", "Stripe-Signature", null),
          new KnownSender("GitLab", "X-Gitlab-Token", null),
          new KnownSender("Bentley iTwin", "Signature", "itwin"));

  /**
   * The sender of a callback, by a header that is not the scheme's own; null when none is known.
   */
  static @Nullable KnownSender of(Callback callback, SignatureScheme scheme) {
    for (KnownSender sender : ALL) {
      if (!sender.header.equalsIgnoreCase(scheme.header().name())
          && !scheme.name().equals(sender.scheme)
          && callback.header(sender.header) != null) {
        return sender;
      }
    }
    return null;
  }

  /** Those whose scheme is a preset. */
  static List<KnownSender> withPreset() {
    return ALL.stream()
        .filter(sender -> SignatureScheme.presets().contains(String.valueOf(sender.scheme)))
        .toList();
  }

  String mend() {
    return scheme == null
        ? "It does not sign in a way that a scheme here can verify"
        : "Send it to the source of %s, or use scheme %s".formatted(name, scheme);
  }
}
