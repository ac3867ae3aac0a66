package io.dromedary.inbox;

import io.dromedary.event.EnvelopeSpec;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of {@code inbox:<source>} that say where the envelope of a callback is read. */
public final class EnvelopeOptions {
  private static final Set<String> PRESETS =
      Set.of("itwin", "aps", "github", "standard-webhooks", "generic");

  private final String source;
  private final Map<String, String> options;

  /**
   * @param options by their names; others than those of the envelope are left alone
   */
  public EnvelopeOptions(String source, Map<String, String> options) {
    this.source = source;
    this.options = options;
  }

  /**
   * Where the envelope is read: the preset, and what the options change of it.
   *
   * @throws IllegalArgumentException that names the option that makes no sense
   */
  public EnvelopeSpec spec() {
    String preset = options.get("envelope");
    if (preset == null) {
      preset = PRESETS.contains(source) ? source : "generic";
    }
    EnvelopeSpec spec = EnvelopeSpec.preset(preset);
    spec = with(spec, "eventType", EnvelopeSpec::withEventType);
    spec = with(spec, "system", EnvelopeSpec::withSystem);
    spec = with(spec, "subscription", EnvelopeSpec::withSubscription);
    spec = with(spec, "enqueuedAt", EnvelopeSpec::withEnqueuedAt);
    spec = with(spec, "duplicateKey", EnvelopeSpec::withDuplicateKey);
    spec = with(spec, "orderBy", EnvelopeSpec::withOrderKey);
    return with(spec, "zone", (read, zone) -> read.withZone(ZoneId.of(zone)));
  }

  private EnvelopeSpec with(EnvelopeSpec spec, String option, Change change) {
    @Nullable String value = options.get(option);
    if (value == null) {
      return spec;
    }
    try {
      return change.apply(spec, value);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "reading option " + option + " of inbox:" + source + ": " + e.getMessage(), e);
    }
  }

  private interface Change {
    EnvelopeSpec apply(EnvelopeSpec spec, String value);
  }
}
