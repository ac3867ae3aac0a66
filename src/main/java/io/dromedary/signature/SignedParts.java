package io.dromedary.signature;

import io.dromedary.event.Callback;
import io.dromedary.signature.SignedContent.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may have been signed before and after the body. */
record SignedParts(byte[] before, byte[] after) {
  private static final String TEMPLATES_MEND =
      "Set signed, idHeader and timestampHeader in the route file as the provider has them: ";

  /** Headers of an id and a timestamp that are signed together with a body. */
  private record Pair(@Nullable String id, @Nullable String timestamp) {}

  private static final List<Pair> KNOWN =
      List.of(
          new Pair("webhook-id", "webhook-timestamp"),
          new Pair("svix-id", "svix-timestamp"),
          new Pair(null, "X-Timestamp"),
          new Pair(null, "X-Signature-Timestamp"),
          new Pair(null, "X-Webhook-Timestamp"),
          new Pair(null, "X-Slack-Request-Timestamp"));

  private static final List<String> TEMPLATES =
      List.of(
          "{id}.{timestamp}.{body}",
          "{timestamp}.{body}",
          "{timestamp}:{body}",
          "{timestamp}{body}",
          "v0:{timestamp}:{body}",
          "{body}.{timestamp}",
          "{body}{timestamp}",
          "{id}.{body}");

  /** What the scheme says first, if the headers for it are there. */
  static List<Changed<SignedParts>> of(Callback callback, SignatureScheme scheme) {
    List<Changed<SignedParts>> found = new ArrayList<>();
    SignedContent own = scheme.signed();
    Timestamp time = own.timestamp();
    Pair ownPair = new Pair(own.idHeader(), time == null ? null : time.header());
    SignedParts parts = filled(callback, own.template(), ownPair);
    if (parts != null) {
      found.add(Changed.not(parts));
    }
    add(
        found,
        new SignedParts(new byte[0], new byte[0]),
        "only the body was signed, and the scheme says " + own.template(),
        "The sender must sign "
            + own.template()
            + "; or set scheme and signed in the route file"
            + " as it does");
    List<Pair> pairs = new ArrayList<>(List.of(ownPair));
    pairs.addAll(KNOWN);
    for (Pair pair : pairs) {
      for (String template : TEMPLATES) {
        SignedParts other = filled(callback, template, pair);
        if (other != null) {
          add(
              found,
              other,
              "%s was signed%s, and the scheme says %s"
                  .formatted(template, with(template, pair), own.template()),
              TEMPLATES_MEND + settings(template, pair));
        }
      }
    }
    return found;
  }

  private static void add(
      List<Changed<SignedParts>> found, SignedParts parts, String what, String mend) {
    boolean known =
        found.stream()
            .anyMatch(
                other ->
                    Arrays.equals(other.value().before, parts.before)
                        && Arrays.equals(other.value().after, parts.after));
    if (!known) {
      found.add(Changed.by(parts, "signed-content", what, mend));
    }
  }

  private static @Nullable SignedParts filled(Callback callback, String template, Pair pair) {
    String id = pair.id == null ? null : callback.header(pair.id);
    String timestamp = pair.timestamp == null ? null : callback.header(pair.timestamp);
    if ((template.contains("{id}") && id == null)
        || (template.contains("{timestamp}") && timestamp == null)) {
      return null;
    }
    int body = template.indexOf("{body}");
    return new SignedParts(
        SignedContent.fill(template.substring(0, body), id, timestamp),
        SignedContent.fill(template.substring(body + 6), id, timestamp));
  }

  private static String with(String template, Pair pair) {
    List<String> headers = new ArrayList<>();
    if (template.contains("{id}") && pair.id != null) {
      headers.add(pair.id);
    }
    if (template.contains("{timestamp}") && pair.timestamp != null) {
      headers.add(pair.timestamp);
    }
    return " (" + String.join(", ", headers) + ")";
  }

  private static String settings(String template, Pair pair) {
    List<String> settings = new ArrayList<>(List.of("signed: \"" + template + "\""));
    if (template.contains("{id}")) {
      settings.add("idHeader: " + pair.id);
    }
    if (template.contains("{timestamp}")) {
      settings.add("timestampHeader: " + pair.timestamp);
    }
    return String.join(", ", settings);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SignedParts parts
        && Arrays.equals(before, parts.before)
        && Arrays.equals(after, parts.after);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(before) + Arrays.hashCode(after);
  }

  @Override
  public String toString() {
    return "SignedParts";
  }
}
