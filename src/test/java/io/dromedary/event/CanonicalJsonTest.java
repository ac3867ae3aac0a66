package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dromedary.catalogue.Catalogue;
import io.dromedary.catalogue.EventEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
  private final ObjectMapper mapper = new ObjectMapper();

  private static String digest(String json) throws UnreadableException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return CanonicalJson.sha256(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"b\":1,\"a\":{\"d\":[],\"c\":{}}} | {\"a\":{\"c\":{},\"d\":[]},\"b\":1}",
        " [ 1 , 2 ] | [1,2]",
        "{\"a\":1,\"a\":2} | {\"a\":2}",
        "[\"\\u0041\\/\\t\"] | [\"A/\\u0009\"]",
        "[\"é\"] | [\"\\u00e9\"]",
        "[\"\\ud800\"] | [\"\\ud800\"]",
        "[1.0,1e2,1E2,-0,100] | [1.0,1e2,1E2,-0,100]",
        "[true,false,null] | [true,false,null]",
        "\"x\\\"y\\\\\" | \"x\\\"y\\\\\"",
        "{\"B\":1,\"a\":2,\"A\":3} | {\"A\":3,\"B\":1,\"a\":2}",
      })
  void theDigestIsThatOfTheCanonicalText(String json, String canonical) throws Exception {
    assertThat(digest(json)).isEqualTo(Sha256.hex(canonical));
  }

  @Test
  void differentValuesDiffer() throws Exception {
    List<String> values =
        List.of(
            "1",
            "1.0",
            "\"1\"",
            "[1]",
            "[[1]]",
            "{\"1\":1}",
            "null",
            "\"null\"",
            "[]",
            "{}",
            "[\"\"]",
            "[1,2]",
            "[2,1]",
            "[12]",
            "[\"1,2\"]",
            "{\"a\":{}}",
            "{\"a\":[]}",
            "\"\\u0000\"",
            "\"\"");
    List<String> digests = new ArrayList<>();
    for (String value : values) {
      digests.add(digest(value));
    }

    assertThat(digests).doesNotHaveDuplicates();
  }

  @Test
  void theOrderOfKeysAndTheWhiteSpaceDoNotMatter() throws Exception {
    Random random = new Random(3);
    for (EventEntry sample : Catalogue.shipped().listed()) {
      JsonNode body = mapper.readTree(sample.sample().template());
      JsonNode shuffled = shuffled(body, random);

      assertThat(digest(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(shuffled)))
          .isEqualTo(digest(sample.sample().template()));
    }
  }

  private JsonNode shuffled(JsonNode node, Random random) {
    if (node.isObject()) {
      List<String> names = new ArrayList<>();
      node.fieldNames().forEachRemaining(names::add);
      Collections.shuffle(names, random);
      ObjectNode copy = mapper.createObjectNode();
      names.forEach(name -> copy.set(name, shuffled(node.get(name), random)));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = mapper.createArrayNode();
      node.forEach(element -> copy.add(shuffled(element, random)));
      return copy;
    }
    return node;
  }

  @Test
  void listsOfTextsAreToldApart() {
    List<String> digests =
        List.of(
            CanonicalJson.sha256(List.of("a", "b")),
            CanonicalJson.sha256(List.of("ab")),
            CanonicalJson.sha256(List.of("a\",\"b")),
            CanonicalJson.sha256(List.of("a", "")),
            CanonicalJson.sha256(Arrays.asList("a", null)),
            CanonicalJson.sha256(List.of("a", "null")));

    assertThat(digests).doesNotHaveDuplicates();
  }
}
