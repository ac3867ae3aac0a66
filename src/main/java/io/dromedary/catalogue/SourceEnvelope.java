package io.dromedary.catalogue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the bodies of all events of a source have in common.
 *
 * @param content the key of an event's own content; null when that is the whole body
 * @param contentAlone whether the content may also be the whole body
 * @param fields with paths from the body
 * @param notes what is worth knowing of it
 * @param sample the body around the content; a key with null is left out
 */
public record SourceEnvelope(
    @Nullable String content,
    boolean contentAlone,
    List<EventField> fields,
    List<String> notes,
    ObjectNode sample) {

  /** None: the event's own content is the body. */
  static final SourceEnvelope NONE =
      new SourceEnvelope(null, false, List.of(), List.of(), JsonNodeFactory.instance.objectNode());

  public SourceEnvelope {
    fields = List.copyOf(fields);
    notes = List.copyOf(notes);
    sample = sample.deepCopy();
  }

  /** A copy: trees can be changed. */
  @Override
  public ObjectNode sample() {
    return sample.deepCopy();
  }
}
