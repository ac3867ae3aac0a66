package io.dromedary.cloudevent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a body is, read once.
 *
 * @param isJson one JSON value in UTF-8 and nothing else: it can stand in an envelope as it is
 * @param subject what the event is about, from the top of its object; null when nothing says so
 */
record JsonBody(boolean isJson, @Nullable String subject) {
  private static final JsonBody OTHER = new JsonBody(false, null);
  // docs/contracts.md, sections A5 and B1: what every event of iTwin and of APS names.
  private static final List<String> SUBJECTS = List.of("iTwinId", "resourceUrn");
  private static final int LONGEST_SUBJECT = 1_000;
  // Names come from outside: interning them would fill a table that is never emptied.
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  static JsonBody read(byte[] body) {
    try (JsonParser parser = FACTORY.createParser(text(body))) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return OTHER;
      }
      String subject = null;
      if (first == JsonToken.START_OBJECT) {
        subject = subjectIn(parser);
      } else {
        skip(parser);
      }
      return parser.nextToken() == null ? new JsonBody(true, subject) : OTHER;
    } catch (IOException e) {
      // Not JSON is one of the two answers.
      return OTHER;
    }
  }

  /** Jackson itself would also read UTF-16, which an envelope cannot hold. */
  private static String text(byte[] body) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
  }

  private static @Nullable String subjectIn(JsonParser parser) throws IOException {
    String subject = null;
    int rank = SUBJECTS.size();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      int found = SUBJECTS.indexOf(parser.currentName());
      JsonToken value = parser.nextToken();
      if (found >= 0 && found <= rank && value == JsonToken.VALUE_STRING) {
        String text = parser.getText();
        if (isSubject(text)) {
          subject = text;
          rank = found;
        }
      }
      skip(parser);
    }
    return subject;
  }

  private static void skip(JsonParser parser) throws IOException {
    parser.skipChildren();
    // Jackson reads a long text only when it is asked for.
    parser.finishToken();
  }

  /** An attribute has no control characters, and no half of a pair; and a header has an end. */
  private static boolean isSubject(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_SUBJECT
        && text.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
