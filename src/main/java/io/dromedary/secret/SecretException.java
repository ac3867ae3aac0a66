package io.dromedary.secret;

import io.dromedary.Api;

/**
 * A secret is configured in a way that cannot be meant. The message names the key or the
 * environment variable and what to do, never the value.
 */
@Api
public final class SecretException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  SecretException(String message) {
    super(message);
  }
}
