package io.dromedary.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one event type. Immutable.
 *
 * @param source who sends it, for example {@code itwin}
 * @param system the system that the type belongs to
 * @param domain the system's short name
 * @param type as on the wire; a {@code *} in it stands for what is not known
 * @param version as the type writes it, {@code v1} or {@code 1.0}; null when it names none
 * @param description in the words of the provider
 * @param trigger when it is sent, and when not, beyond the description; null when the provider says
 *     nothing
 * @param prerequisites what it takes to get it
 * @param certainty how sure it is that there is such a type
 * @param documents where it comes from
 * @param notes what is worth knowing: oddities, contradictions
 * @param envelope what is around the fields
 * @param fields of the event's own content
 * @param fieldCertainty how sure the fields are; null when none are known
 * @param open whether the fields are not known, or not all of them
 * @param sample a body
 */
public record EventEntry(
    String source,
    String system,
    String domain,
    String type,
    @Nullable String version,
    String description,
    @Nullable String trigger,
    List<String> prerequisites,
    Certainty certainty,
    List<Document> documents,
    List<String> notes,
    SourceEnvelope envelope,
    List<EventField> fields,
    @Nullable Certainty fieldCertainty,
    boolean open,
    EventSample sample) {

  public EventEntry {
    prerequisites = List.copyOf(prerequisites);
    documents = List.copyOf(documents);
    notes = List.copyOf(notes);
    fields = List.copyOf(fields);
  }

  /** Whether it stands for several types, whose names are not all known. */
  public boolean isFamily() {
    return type.indexOf('*') >= 0;
  }

  /**
   * A new event of this type: its ids are its own, the time is {@code now} in the provider's way of
   * writing it.
   *
   * @return the body as UTF-8, not formatted
   */
  public byte[] body(RandomGenerator random, Instant now) {
    return sample.body(random, now);
  }

  /** {@code source/system/type}, which no other entry of a catalogue has. */
  public String name() {
    return source + "/" + system + "/" + type;
  }
}
