package io.dromedary.event;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The short name of a system, spelled the same in headers, topics, folders, route ids and file
 * names. Immutable.
 */
public final class Domains {
  /** The domain of an event whose system nobody named. */
  public static final String UNKNOWN = "unknown";

  /** Every system under its own name, made safe; so it is for iTwin, whose systems are its APIs. */
  public static final Domains BY_NAME = new Domains(Map.of());

  /** The systems of Autodesk Platform Services (docs/contracts.md, section B6). */
  public static final Domains APS =
      new Domains(
          Map.of(
              "adsk.c4r", "c4r",
              "adsk.flc.production", "flc",
              "autodesk.construction.cost", "cost",
              "autodesk.construction.bc", "bc"));

  private static final int MAX_LENGTH = 100;
  private static final int HASH_LENGTH = 8;

  /** What Windows keeps for its devices, whatever the extension. */
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

  private final Map<String, String> shortNames;

  private Domains(Map<String, String> shortNames) {
    this.shortNames = shortNames;
  }

  /** The domain of {@code system}; {@link #UNKNOWN} when that is null or blank. */
  public String of(@Nullable String system) {
    if (system == null || system.isBlank()) {
      return UNKNOWN;
    }
    String shortName = shortNames.get(system);
    return shortName != null ? shortName : safe(system);
  }

  /**
   * {@code name} as a part of a file name, folder or Kafka topic: {@code [A-Za-z0-9._-]}, at most
   * 100 characters, not hidden, not the name of a device. A name that has to be changed gets a hash
   * of the original, so that two names do not become one.
   */
  public static String safe(String name) {
    StringBuilder safe = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      safe.append(isSafe(c, i, name.length()) ? c : '_');
    }
    if (DEVICE.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
      safe.insert(0, '_');
    }
    if (safe.length() <= MAX_LENGTH && name.contentEquals(safe)) {
      return name;
    }
    safe.setLength(Math.min(safe.length(), MAX_LENGTH - HASH_LENGTH - 1));
    return safe + "-" + Sha256.hex(name).substring(0, HASH_LENGTH);
  }

  private static boolean isSafe(char c, int at, int length) {
    if (c == '.') {
      // A dot at the start hides a file, one at the end is dropped by Windows; also . and ..
      return at > 0 && at < length - 1;
    }
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
