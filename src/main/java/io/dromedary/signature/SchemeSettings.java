package io.dromedary.signature;

import com.fasterxml.jackson.core.JsonPointer;
import io.dromedary.signature.SignedContent.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a route file says about a scheme: a preset, and what is different from it. Not to be changed
 * by one thread while another reads it.
 */
public final class SchemeSettings {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h)");
  private static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

  @Nullable String scheme;
  @Nullable String header;
  @Nullable String prefix;
  @Nullable Boolean prefixRequired;
  @Nullable String algorithm;
  @Nullable String encoding;
  @Nullable Boolean several;
  @Nullable String signed;
  @Nullable String idHeader;
  @Nullable String timestampHeader;
  @Nullable String tolerance;
  @Nullable String secretEncoding;
  @Nullable Integer minimumSecretLength;
  @Nullable String subscription;

  SchemeSettings() {}

  /**
   * Settings by the names that the properties of a {@link SignatureProcessor} have in a route file,
   * for example {@code scheme} and {@code timestampHeader}.
   *
   * @throws IllegalArgumentException which names what is no such property or has no such value, or
   *     does not fit together
   */
  public static SchemeSettings of(Map<String, String> properties) {
    SchemeSettings settings = new SchemeSettings();
    properties.forEach(settings::set);
    settings.scheme();
    return settings;
  }

  private void set(String name, String value) {
    switch (name) {
      case "scheme" -> scheme = value;
      case "header" -> header = value;
      case "prefix" -> prefix = value;
      case "prefixRequired" -> prefixRequired = bool(name, value);
      case "algorithm" -> algorithm = value;
      case "encoding" -> encoding = value;
      case "several" -> several = bool(name, value);
      case "signed" -> signed = value;
      case "idHeader" -> idHeader = value;
      case "timestampHeader" -> timestampHeader = value;
      case "tolerance" -> tolerance = value;
      case "secretEncoding" -> secretEncoding = value;
      case "minimumSecretLength" -> minimumSecretLength = number(name, value);
      case "subscription" -> subscription = value;
      default -> throw new IllegalArgumentException(name + " is no property of a scheme");
    }
  }

  private static boolean bool(String name, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "%s must be true or false, not %s".formatted(name, value));
    };
  }

  private static int number(String name, String value) {
    if (!value.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException(
          "%s must be a whole number, not %s".formatted(name, value));
    }
    return Integer.parseInt(value);
  }

  /** The names of all presets, in the order of the alphabet. */
  public static List<String> presets() {
    return SignatureScheme.presets();
  }

  /** The preset that these start from. */
  public String preset() {
    return scheme().name();
  }

  /** In a few words: what is signed, with what, and where that is written. */
  public String description() {
    SignatureScheme ready = scheme();
    return "%s of %s, as %s in the header %s"
        .formatted(
            ready.algorithm().jca(),
            ready.signed().template(),
            ready.header().encoding().name().toLowerCase(Locale.ROOT),
            ready.header().name());
  }

  /**
   * @throws IllegalArgumentException which says what does not fit
   */
  SignatureScheme scheme() {
    if (scheme == null) {
      throw new IllegalArgumentException("scheme is not set; " + SignatureScheme.choice());
    }
    SignatureScheme preset = SignatureScheme.preset(scheme);
    SignatureHeader written = header(preset.header());
    return new SignatureScheme(
        preset.name(),
        written,
        either(algorithm, HmacAlgorithm::named, preset.algorithm()),
        signed(preset.signed()),
        secrets(preset.secrets()),
        preset.whenUnsigned());
  }

  private SignatureHeader header(SignatureHeader preset) {
    String name = header == null ? preset.name() : header;
    if (name.isBlank()) {
      throw new IllegalArgumentException("header is not set; name the header of the signature");
    }
    String text = prefix == null ? preset.prefix() : prefix;
    boolean required =
        prefixRequired != null ? prefixRequired : prefix != null || preset.prefixRequired();
    return new SignatureHeader(
        name,
        text,
        required,
        either(encoding, DigestEncoding::named, preset.encoding()),
        several == null ? preset.several() : several);
  }

  private SignedContent signed(SignedContent preset) {
    if (signed == null && idHeader == null && timestampHeader == null && tolerance == null) {
      return preset;
    }
    return SignedContent.of(
        signed == null ? preset.template() : signed,
        idHeader == null ? preset.idHeader() : idHeader,
        timestamp(preset.timestamp()));
  }

  private @Nullable Timestamp timestamp(@Nullable Timestamp preset) {
    String name = timestampHeader == null && preset != null ? preset.header() : timestampHeader;
    if (name == null) {
      if (tolerance != null) {
        throw new IllegalArgumentException(
            "tolerance is set, so timestampHeader must name the header of the timestamp");
      }
      return null;
    }
    Duration usual = preset == null ? DEFAULT_TOLERANCE : preset.tolerance();
    return new Timestamp(name, either(tolerance, SchemeSettings::duration, usual));
  }

  private SecretFormat secrets(SecretFormat preset) {
    return new SecretFormat(
        either(secretEncoding, SecretFormat.Encoding::named, preset.encoding()),
        minimumSecretLength == null ? preset.minimumLength() : minimumSecretLength,
        subscription == null ? preset.subscription() : pointers(subscription));
  }

  private static List<JsonPointer> pointers(String text) {
    List<JsonPointer> pointers = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      if (!one.strip().startsWith("/")) {
        throw new IllegalArgumentException(
            "subscription must be a JSON pointer such as /hook/hookId, or several separated by"
                + " commas, not "
                + text);
      }
      pointers.add(JsonPointer.compile(one.strip()));
    }
    return pointers;
  }

  private static Duration duration(String text) {
    Matcher duration = DURATION.matcher(text);
    if (!duration.matches()) {
      throw new IllegalArgumentException(
          "tolerance must be a number with s, m or h, such as 5m, not " + text);
    }
    long number = Long.parseLong(duration.group(1));
    return switch (duration.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static <T> T either(@Nullable String text, Function<String, T> named, T preset) {
    return text == null ? preset : named.apply(text);
  }
}
