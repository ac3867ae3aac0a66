package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Bytes are UTF-8 when Java's own decoder takes all of them, wherever the first odd one stands. */
class Utf8PropertiesTest {
  @Property(tries = 10_000)
  void validIsWhatTheDecoderTakes(@ForAll("bytes") byte[] bytes) {
    assertThat(Utf8.isValid(bytes)).isEqualTo(decodes(bytes));
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** ASCII around a piece that is a character, half of one, or no text at all. */
  @Provide
  Arbitrary<byte[]> bytes() {
    Arbitrary<byte[]> ascii =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .ofMaxLength(40)
            .map(text -> text.getBytes(StandardCharsets.US_ASCII));
    Arbitrary<byte[]> odd =
        Arbitraries.oneOf(
            Arbitraries.of("é", "€", "🐪", "")
                .map(character -> character.getBytes(StandardCharsets.UTF_8)),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(4));
    return Combinators.combine(ascii, odd, ascii)
        .as(
            (before, piece, after) ->
                ByteBuffer.allocate(before.length + piece.length + after.length)
                    .put(before)
                    .put(piece)
                    .put(after)
                    .array());
  }
}
