package io.dromedary.signature;

import io.dromedary.secret.Secrets;
import io.dromedary.signature.Verification.Refused;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own record of what one source's processor turned away: a line a minute for each reason,
 * however many callbacks a stranger sends. Nothing of the request is in it. Thread-safe.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(SignatureProcessor.class);

  private final String source;
  private final String key;
  private final @Nullable String whenUnsigned;
  private final Map<Rejection, OncePerMinute> refusals = new EnumMap<>(Rejection.class);
  private final OncePerMinute whileOff;
  private final OncePerMinute failures;
  private final OncePerMinute listenerFailures;

  RefusalLog(String source, String key, @Nullable String whenUnsigned, Clock clock) {
    this.source = source;
    this.key = key;
    this.whenUnsigned = whenUnsigned;
    for (Rejection rejection : Rejection.values()) {
      refusals.put(rejection, new OncePerMinute(clock));
    }
    whileOff = new OncePerMinute(clock);
    failures = new OncePerMinute(clock);
    listenerFailures = new OncePerMinute(clock);
  }

  void refused(Refused refused) {
    OncePerMinute line = refusals.get(refused.rejection());
    if (line != null) {
      warn(line, "answered 401 to a callback of " + source + ": " + reason(refused));
    }
  }

  private String reason(Refused refused) {
    String header = refused.header();
    return switch (refused.rejection()) {
      case MISSING_HEADER ->
          "it has no header " + header + (whenUnsigned == null ? "" : "; " + whenUnsigned);
      case SEVERAL_VALUES -> "it has more than one header " + header;
      case MALFORMED_HEADER -> "its header " + header + " is not of the form this scheme writes";
      case WRONG_SIGNATURE ->
          "no secret of %s makes its signature; if the provider sent it, its secret is not among ours"
              .formatted(key);
      case OUTSIDE_TOLERANCE ->
          "its signature is right and its time in %s too far from now; it is a repeat of an old callback, or a clock is wrong"
              .formatted(header);
      case OTHER_SUBSCRIPTION ->
          "its signature is right for a secret of %s that is named for another subscription, or its body names none"
              .formatted(key);
    };
  }

  void off() {
    warn(
        whileOff,
        "answered 503 to a callback of %s: the source is off because %s is not set (as a property, or in the environment as %s)"
            .formatted(source, key, Secrets.variable(key)));
  }

  /** The message of a failure may quote the request, so only its kind is told. */
  void failed(Exception failure) {
    warn(
        failures,
        "answered 503 to a callback of %s: it could not be read or verified (%s)"
            .formatted(source, failure.getClass().getName()));
  }

  void parsedForm() {
    warn(
        failures,
        "answered 503 to a callback of %s: its Content-Type is that of a form, and the HTTP server of this application has parsed it, so the bytes that were signed are gone; have it sent as application/json"
            .formatted(source));
  }

  void listenerFailed(SignatureListener listener, RuntimeException failure) {
    warn(
        listenerFailures,
        "a listener to the callbacks of %s failed, which changes no answer: %s (%s)"
            .formatted(source, listener.getClass().getName(), failure.getClass().getName()));
  }

  private static void warn(OncePerMinute line, String what) {
    OptionalLong held = line.pass();
    if (held.isPresent()) {
      long others = held.getAsLong();
      LOG.warn("{}{}", what, others == 0 ? "" : " (and " + others + " more since the last line)");
    }
  }
}
