package io.dromedary.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of an event.
 *
 * @param path from the event's own content, or from the body for a field of the envelope: {@code
 *     user.id}, and {@code ancestors[].urn} for each element of an array
 * @param type of JSON, as documented: string, number, integer, boolean, object or array
 * @param also other types that are sent, or that a provider is likely to send, in its place
 * @param form of a text: {@code time} for the dates of docs/contracts.md, section D, or {@code
 *     json} for JSON within a text; null for none
 * @param spelledAlso other spellings of the path
 * @param nullable whether it may be null
 * @param optional whether it may be missing
 * @param equalTo the only value it has; null for any. {@code ${type}} and {@code ${system}} stand
 *     for those of the event
 * @param meaning for people
 */
public record EventField(
    String path,
    String type,
    List<String> also,
    @Nullable String form,
    List<String> spelledAlso,
    boolean nullable,
    boolean optional,
    @Nullable String equalTo,
    String meaning) {

  /** The types that a field can have. */
  static final List<String> TYPES =
      List.of("string", "number", "integer", "boolean", "object", "array");

  /** The forms that a text can have. */
  static final List<String> FORMS = List.of("time", "json");

  public EventField {
    also = List.copyOf(also);
    spelledAlso = List.copyOf(spelledAlso);
  }
}
