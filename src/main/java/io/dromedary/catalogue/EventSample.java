package io.dromedary.catalogue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A body as the provider would send it.
 *
 * @param template the body, with <code>${...}</code> where each event has its own value: uuid,
 *     lineage, number, usTime, isoTime, epochMillis, designUrn
 * @param origin how it came about
 */
public record EventSample(String template, Origin origin) {

  private static final DateTimeFormatter US =
      DateTimeFormatter.ofPattern("M/d/uuuu h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

  /** That of the examples in the documents of iTwin. */
  private static final Instant EXAMPLE_TIME = Instant.parse("2023-11-03T20:07:01Z");

  /** How a sample came about. */
  public enum Origin {
    /** The event's own content is printed on a page of the provider. */
    PRINTED("as the provider prints it, ids and times apart"),
    /** Made by us of the fields that are known. */
    COMPOSED("made by us of the fields that are known"),
    /** Made up by us: the fields are not known. */
    SYNTHESISED("made up by us: what the provider sends is not known");

    private final String meaning;

    Origin(String meaning) {
      this.meaning = meaning;
    }

    /** As it is written in files: {@code printed}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What it means, for people. */
    public String meaning() {
      return meaning;
    }

    static List<String> texts() {
      return Arrays.stream(values()).map(Origin::text).toList();
    }
  }

  /** A body that is the same each time; text for people to read, and no event of anybody. */
  public String example() {
    return new String(body(new Random(1), EXAMPLE_TIME), StandardCharsets.UTF_8);
  }

  /**
   * A new event of this type: its ids are its own, the time is {@code now} in the provider's way of
   * writing it.
   *
   * @return the body as UTF-8, not formatted
   */
  public byte[] body(RandomGenerator random, Instant now) {
    return template
        .replace("${uuid}", uuid(random).toString())
        .replace("${lineage}", lineage(random))
        .replace("${number}", Integer.toString(random.nextInt(1_000_000, 1_000_000_000)))
        .replace("${usTime}", US.format(now))
        .replace("${isoTime}", now.truncatedTo(ChronoUnit.MILLIS).toString())
        // A number on the wire, quoted in the template to keep that JSON.
        .replace("\"${epochMillis}\"", Long.toString(now.toEpochMilli()))
        .replace("${designUrn}", designUrn(random))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static UUID uuid(RandomGenerator random) {
    long versioned = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
    long variant = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(versioned, variant);
  }

  /** As Autodesk writes the id of a file: 16 bytes in 22 characters. */
  private static String lineage(RandomGenerator random) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return base64(id);
  }

  /** As Autodesk names a design to translate: the URN of a version, once more encoded. */
  private static String designUrn(RandomGenerator random) {
    String urn = "urn:adsk.wipprod:fs.file:vf." + lineage(random) + "?version=1";
    return base64(urn.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
