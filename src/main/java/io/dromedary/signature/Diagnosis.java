package io.dromedary.signature;

import io.dromedary.event.Callback;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a captured request is right under a scheme and secrets and, if not, why: found by
 * computing the signature once more over what else may have been the body, the key, the content and
 * the algorithm. Holds neither a secret nor a digest.
 *
 * @param authentic whether a verifier lets it pass
 * @param secret the number of the secret that makes the signature, from 1; 0 when none does, or not
 *     just so
 * @param causes why it is not authentic, the one to begin with first; empty when it is
 */
public record Diagnosis(boolean authentic, int secret, List<Cause> causes) {
  /** The label of the cause that says that nothing was found. */
  public static final String UNEXPLAINED = "unexplained";

  /** The most secrets of one source that are tried. */
  public static final int MAX_SECRETS = SignatureVerifier.MAX_SECRETS;

  public Diagnosis {
    causes = List.copyOf(causes);
  }

  /**
   * Verifies a request, and finds out why it is not right.
   *
   * @param secrets of its source, as configured
   * @param others secrets of other sources by their keys, one of which may have been used
   * @param now the time that a signed timestamp is compared with; null: any time is right
   * @throws IllegalArgumentException when there is no secret, or more than a verifier tries
   */
  public static Diagnosis of(
      SchemeSettings settings,
      List<String> secrets,
      Map<String, List<String>> others,
      Callback request,
      @Nullable Instant now) {
    return new Examination(settings.scheme(), secrets, others, request, now).diagnosis();
  }
}
