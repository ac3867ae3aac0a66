package io.dromedary.target;

import java.util.Map;
import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * A token endpoint gave no token. What it means for a delivery is decided from its status, as for
 * any HTTP target: that of a refusal which no delivery can help is shown as 401, since the endpoint
 * says 400 for a wrong client (RFC 6749, section 5.2), and 400 from a target is a bad delivery.
 */
final class AccessRefusedException extends HttpOperationFailedException {
  private static final long serialVersionUID = 1L;
  private static final Set<Integer> LATER = Set.of(408, 425, 429);

  private final String said;

  /**
   * @param prefix of the keys to look at
   * @param error the code that the endpoint gave, blank when it gave none
   * @param headers of the answer: when to come back
   */
  AccessRefusedException(
      String prefix, String url, int status, String error, Map<String, String> headers) {
    super(url, meaning(status), null, null, headers, null);
    this.said =
        "asking %s for an access token for %s: it answered %d%s%s"
            .formatted(
                url,
                prefix,
                status,
                error.isBlank() ? "" : " " + error,
                meaning(status) == 401
                    ? "; check %s.clientId, its client secret, scope and tokenUrl".formatted(prefix)
                    : "");
  }

  private static int meaning(int status) {
    return status >= 500 || LATER.contains(status) ? status : 401;
  }

  @Override
  public String getMessage() {
    return said;
  }
}
