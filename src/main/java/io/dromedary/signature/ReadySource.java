package io.dromedary.signature;

import io.dromedary.secret.SecretException;
import io.dromedary.secret.Secrets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One source with its scheme and secrets, checked and ready.
 *
 * @param key that the secrets are under
 * @param verifier null when the source is off because it has no secret
 */
record ReadySource(
    String source, String key, SignatureScheme scheme, @Nullable SignatureVerifier verifier) {

  /**
   * @param source null for the text before the last dot of {@code key}
   * @throws SignatureSetupException with every problem there is
   */
  static ReadySource of(
      @Nullable String source, @Nullable String key, SchemeSettings settings, Secrets secrets) {
    if (key == null || !key.matches("[0-9A-Za-z_.-]+\\.[a-z]+") || !Secrets.isSecret(key)) {
      // Not quoted: it may be the secret itself, written where its key belongs.
      throw new SignatureSetupException(
          "Cannot set up the signature processor of source %s: its property secret must be a key that ends in .secret, .password or .token, such as itwin.secret. The secret itself does not belong in a route file."
              .formatted(source == null ? "(not named)" : source));
    }
    String named =
        source == null || source.isBlank() ? key.substring(0, key.lastIndexOf('.')) : source;
    List<String> problems = new ArrayList<>();
    SignatureScheme scheme = scheme(settings, problems);
    List<String> texts = texts(key, secrets, problems);
    List<NamedSecret> parsed = scheme == null ? List.of() : parse(texts, scheme, problems);
    if (scheme == null || !problems.isEmpty()) {
      throw new SignatureSetupException(
          "Cannot set up the signature processor of source %s, whose secrets are under %s: %s."
              .formatted(named, key, String.join("; ", problems)));
    }
    return new ReadySource(
        named, key, scheme, parsed.isEmpty() ? null : new SignatureVerifier(scheme, parsed));
  }

  private static @Nullable SignatureScheme scheme(SchemeSettings settings, List<String> problems) {
    try {
      return settings.scheme();
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static List<String> texts(String key, Secrets secrets, List<String> problems) {
    try {
      List<String> texts = secrets.all(key);
      if (texts.size() > SignatureVerifier.MAX_SECRETS) {
        problems.add(
            "there are %d secrets and at most %d are tried; take out those no longer in use"
                .formatted(texts.size(), SignatureVerifier.MAX_SECRETS));
      }
      return texts;
    } catch (SecretException e) {
      problems.add(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private static List<NamedSecret> parse(
      List<String> texts, SignatureScheme scheme, List<String> problems) {
    List<NamedSecret> parsed = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      try {
        parsed.add(NamedSecret.parse(texts.get(i), scheme));
      } catch (IllegalArgumentException e) {
        problems.add("secret %d of %d %s".formatted(i + 1, texts.size(), e.getMessage()));
      }
    }
    return parsed;
  }
}
