package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {

  @Test
  void alternativesAreReadInTheirOrder() {
    assertThat(Location.parseList("/hook/event, header:X-Event ,path:event,constant:ping pong"))
        .containsExactly(
            new Location(Location.Kind.BODY, "/hook/event"),
            new Location(Location.Kind.HEADER, "X-Event"),
            new Location(Location.Kind.PATH, "event"),
            new Location(Location.Kind.CONSTANT, "ping pong"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hook/event", "/a~1b/~0", "header:x", "path:event", "constant:a:b"})
  void aLocationIsWrittenAsItIsRead(String text) {
    assertThat(Location.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hook/event",
        "header:",
        "header: ",
        "Header:x",
        "query:x",
        "$.hook.event",
        ",/a",
        "/a,",
        "/a,,/b"
      })
  void textThatIsNoLocationIsRefusedWithWhatWouldBe(String text) {
    assertThatThrownBy(() -> Location.parseList(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as the place of a value in a callback: expected a JSON pointer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a~", "/a~2", "/~x/b"})
  void aPointerWithABareTildeIsRefused(String text) {
    assertThatThrownBy(() -> Location.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("'~' is written ~0");
  }
}
