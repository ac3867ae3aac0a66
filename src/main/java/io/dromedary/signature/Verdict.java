package io.dromedary.signature;

import io.dromedary.Api;
import io.dromedary.event.Callback;

/**
 * A callback was authentic. Only the signature processor makes one, and it travels as an object in
 * an exchange property, so nothing in a request can stand in for it. Immutable.
 */
@Api
public final class Verdict {
  /** The exchange property it is in. */
  public static final String PROPERTY = "CamelSignatureVerdict";

  private final String source;
  private final String scheme;
  private final Callback callback;

  Verdict(String source, String scheme, Callback callback) {
    this.source = source;
    this.scheme = scheme;
    this.callback = callback;
  }

  /** Whose secret it was signed with, for example {@code itwin}. */
  public String source() {
    return source;
  }

  /** The preset that the source's scheme is or was made from, for example {@code aps}. */
  public String scheme() {
    return scheme;
  }

  /** The callback whose bytes the signature covers. */
  public Callback callback() {
    return callback;
  }

  @Override
  public String toString() {
    return "authentic callback of " + source;
  }
}
