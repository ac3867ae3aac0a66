package io.dromedary.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a provider makes of an answer.
 *
 * @param provider its name
 * @param deadline how long it waits
 * @param only200 whether every other answer is a failure; otherwise any 2xx will do
 * @param afterFailure what it does then
 * @param documented whether the provider says so; otherwise it is what is usual
 */
public record AnswerRule(
    String provider, Duration deadline, boolean only200, String afterFailure, boolean documented) {

  /** docs/contracts.md, section A5. */
  private static final AnswerRule ITWIN =
      new AnswerRule(
          "iTwin",
          Duration.ofSeconds(5),
          true,
          "it will be repeated, up to 12 times in 3 days; then iTwin deactivates the webhook",
          true);

  /** docs/contracts.md, section B3; the shorter of the two times that are documented. */
  private static final AnswerRule APS =
      new AnswerRule(
          "APS",
          Duration.ofSeconds(6),
          false,
          "it will be repeated, up to 8 times in 48 hours; after 5 events that failed so, APS"
              + " deactivates the webhook",
          true);

  /** docs/contracts.md, section C2. */
  private static final AnswerRule GITHUB =
      new AnswerRule(
          "GitHub",
          Duration.ofSeconds(10),
          false,
          "it is recorded as failed, and repeated only by hand",
          true);

  /** docs/contracts.md, section C1. */
  private static final AnswerRule STANDARD_WEBHOOKS =
      new AnswerRule(
          "a sender of Standard Webhooks",
          Duration.ofSeconds(15),
          false,
          "it will be repeated, for about three days; after 410 never again",
          true);

  private static final AnswerRule USUAL =
      new AnswerRule("the sender", Duration.ofSeconds(10), false, "most senders repeat it", false);

  /**
   * The rule of those who sign by a scheme.
   *
   * @param scheme the name of a preset
   */
  public static AnswerRule of(String scheme) {
    return switch (scheme) {
      case "itwin" -> ITWIN;
      case "aps" -> APS;
      case "github" -> GITHUB;
      case "standard-webhooks" -> STANDARD_WEBHOOKS;
      default -> USUAL;
    };
  }

  /** Whether the provider takes an answer for "delivered". */
  public boolean accepts(Reply reply) {
    return refusal(reply) == null;
  }

  /** Why the provider does not take an answer for "delivered"; null when it does. */
  public @Nullable String refusal(Reply reply) {
    Integer status = reply.status();
    if (status == null) {
      return reply.text();
    }
    if (only200 ? status != 200 : status / 100 != 2) {
      return "%s takes %s".formatted(provider, only200 ? "exactly 200" : "any 2xx");
    }
    if (reply.time().compareTo(deadline) > 0) {
      return "the answer came after %d ms, and %s waits %d s"
          .formatted(reply.time().toMillis(), provider, deadline.toSeconds());
    }
    return null;
  }
}
