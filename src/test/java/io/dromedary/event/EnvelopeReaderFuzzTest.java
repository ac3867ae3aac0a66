package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes that are signed rightly are an envelope; see CONTRIBUTING.md for how to fuzz. */
public class EnvelopeReaderFuzzTest {
  private static final List<List<String>> ENCODINGS =
      List.of(List.of(), List.of("gzip"), List.of("deflate"), List.of("deflate, gzip"));

  /**
   * Reads one input.
   *
   * @param input a first byte that chooses how it is read ({@code 0} to {@code 3}: itwin, aps,
   *     github, standard-webhooks; {@code 4}: itwin by gzip, and so on), and a body
   */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    // A digit in the corpus, so that its files can be read.
    int how = Math.floorMod(input[0] - '0', 16);
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    List<String> encoding = ENCODINGS.get(how / 4);
    Map<String, List<String>> headers =
        encoding.isEmpty() ? Map.of() : Map.of("Content-Encoding", encoding);
    ReadCallback.of(
        ReadCallback.PRESETS.get(how % 4),
        new Callback(body, headers, Map.of("event", "dm.version.added", "system", "data")));
  }

  static List<Path> inputs() throws IOException {
    return Corpus.of(EnvelopeReaderFuzzTest.class);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void everyInputOfTheCorpusIsAnEnvelope(Path input) throws IOException {
    fuzzerTestOneInput(Files.readAllBytes(input));
  }

  @Test
  void theCorpusHasBothWhatIsReadAndWhatIsNot() throws IOException {
    int read = 0;
    int unread = 0;
    for (Path input : inputs()) {
      byte[] bytes = Files.readAllBytes(input);
      byte[] body = Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length);
      if (ReadCallback.of("itwin", Callbacks.of(body)).problem() == null) {
        read++;
      } else {
        unread++;
      }
    }
    assertThat(read).isGreaterThan(5);
    assertThat(unread).isGreaterThan(5);
  }
}
