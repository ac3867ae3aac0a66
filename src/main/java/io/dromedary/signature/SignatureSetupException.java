package io.dromedary.signature;

import io.dromedary.Api;

/**
 * A signature processor cannot work as it is configured. The message names the source, the key of
 * its secrets, every problem and its mend, and never a secret.
 */
@Api
public final class SignatureSetupException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  SignatureSetupException(String message) {
    super(message);
  }
}
