package io.dromedary.catalogue;

import io.dromedary.event.EventPattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All event types that are known, with what is known of each. Immutable, and thread-safe. What
 * comes with the program is read when it is asked for: a start can do without.
 */
public final class Catalogue {
  private static final Known ELSEWHERE = new Known.Elsewhere();
  private static final Catalogue SHIPPED = new Catalogue(null);

  private final @Nullable Content own;

  private record Key(String source, String text) {}

  private static final class Shipped {
    static final List<CatalogueFile> FILES =
        List.of(shipped("itwin"), shipped("aps"), shipped("itwin-v1"));
    static final Content CONTENT = new Content(FILES);
  }

  private static final class Content {
    final List<EventEntry> entries;
    final Map<Key, List<EventEntry>> byType = new HashMap<>();
    final Map<Key, List<EventEntry>> byName = new HashMap<>();
    final List<EventEntry> families;
    final Map<String, String> titles = new HashMap<>();

    Content(List<CatalogueFile> files) {
      entries = merged(files);
      files.forEach(file -> titles.putAll(file.titles()));
      for (EventEntry entry : entries) {
        add(byType, entry, entry.type());
        add(byName, entry, EventVersion.of(entry.type()).name());
      }
      families = entries.stream().filter(EventEntry::isFamily).toList();
    }

    private static void add(Map<Key, List<EventEntry>> index, EventEntry entry, String text) {
      index.computeIfAbsent(new Key(entry.source(), text), key -> new ArrayList<>()).add(entry);
    }
  }

  /**
   * @param own null for what comes with the program
   */
  private Catalogue(@Nullable Content own) {
    this.own = own;
  }

  private Content content() {
    return own == null ? Shipped.CONTENT : own;
  }

  /** The entries that come with the program: Bentley iTwin and Autodesk Platform Services. */
  public static Catalogue shipped() {
    return SHIPPED;
  }

  /**
   * The shipped entries, and those of a file of the same form; an entry of the file replaces a
   * shipped one of the same source, system and type.
   *
   * @throws CatalogueException when the file cannot be read as such; it names each mistake with its
   *     place
   */
  public static Catalogue read(Path file) throws CatalogueException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CatalogueException.unreadable(file, e);
    }
    List<CatalogueFile> files = new ArrayList<>(Shipped.FILES);
    CatalogueFile own = CatalogueFile.read(file.toString(), text, Shipped.FILES);
    files.add(own);
    Catalogue catalogue = new Catalogue(new Content(files));
    own.checkSamples(new EventCheck(catalogue));
    return catalogue;
  }

  private static List<EventEntry> merged(List<CatalogueFile> files) {
    Map<String, EventEntry> entries = new LinkedHashMap<>();
    files.forEach(file -> file.entries().forEach(entry -> entries.put(entry.name(), entry)));
    return List.copyOf(entries.values());
  }

  private static CatalogueFile shipped(String source) {
    String resource = source + ".yaml";
    try (InputStream in = Catalogue.class.getResourceAsStream(resource)) {
      byte[] text = Objects.requireNonNull(in, resource).readAllBytes();
      return CatalogueFile.read(resource, new String(text, StandardCharsets.UTF_8), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the catalogue that comes with the program", e);
    } catch (CatalogueException e) {
      throw new IllegalStateException("the catalogue that comes with the program", e);
    }
  }

  /** All entries, source by source and system by system. */
  public List<EventEntry> entries() {
    return content().entries;
  }

  /**
   * The entries of the types that the providers list, 40 of iTwin and 80 of Autodesk Platform
   * Services when nothing was added.
   */
  public List<EventEntry> listed() {
    return content().entries.stream()
        .filter(entry -> entry.certainty() == Certainty.LISTED)
        .toList();
  }

  /**
   * What is known of an event.
   *
   * @param system null when it is not known: any system of the source
   * @param type null when it could not be read
   */
  public Known find(String source, @Nullable String system, @Nullable String type) {
    if (type == null) {
      return ELSEWHERE;
    }
    EventEntry exact =
        of(content().byType.get(new Key(source, type)), system)
            .findFirst()
            .or(() -> of(content().families, system).filter(f -> isOf(f, source, type)).findFirst())
            .orElse(null);
    if (exact != null) {
      return new Known.Exactly(exact);
    }
    EventVersion version = EventVersion.of(type);
    return of(content().byName.get(new Key(source, version.name())), system)
        .max(Comparator.comparing(Catalogue::version, EventVersion.BY_NUMBER))
        .filter(latest -> EventVersion.BY_NUMBER.compare(version, version(latest)) > 0)
        .<Known>map(Known.NewerVersion::new)
        .orElse(ELSEWHERE);
  }

  private static EventVersion version(EventEntry entry) {
    return EventVersion.of(entry.type());
  }

  private static boolean isOf(EventEntry family, String source, String type) {
    return family.source().equals(source)
        && EventPattern.parse(family.type()).matches(family.system(), type);
  }

  private static Stream<EventEntry> of(
      @Nullable List<EventEntry> entries, @Nullable String system) {
    return entries == null
        ? Stream.empty()
        : entries.stream().filter(entry -> system == null || entry.system().equals(system));
  }

  /**
   * What is known of an event type, of whatever source and system: each entry of exactly this type,
   * else for each source and system the one of which it is a newer version.
   *
   * @param source null for any
   * @param system null for any
   */
  public List<Known> findAll(@Nullable String source, @Nullable String system, String type) {
    record Sender(String source, String system) {}
    List<Known> found =
        content().entries.stream()
            .filter(entry -> source == null || entry.source().equals(source))
            .filter(entry -> system == null || entry.system().equals(system))
            .map(entry -> new Sender(entry.source(), entry.system()))
            .distinct()
            .map(sender -> find(sender.source(), sender.system(), type))
            .filter(known -> !(known instanceof Known.Elsewhere))
            .toList();
    List<Known> exact = found.stream().filter(Known.Exactly.class::isInstance).toList();
    return exact.isEmpty() ? found : exact;
  }

  /** What people call a source; its name when nobody said. */
  public String titleOf(String source) {
    return content().titles.getOrDefault(source, source);
  }

  /** What people call a system of a source; its name when nobody said. */
  public String titleOf(String source, String system) {
    return content().titles.getOrDefault(source + "/" + system, system);
  }

  /**
   * The entries that a pattern chooses.
   *
   * @param source null for any
   */
  public List<EventEntry> matching(@Nullable String source, EventPattern pattern) {
    return content().entries.stream()
        .filter(entry -> source == null || entry.source().equals(source))
        .filter(entry -> pattern.matches(entry.system(), entry.type()))
        .toList();
  }
}
