package io.dromedary.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.callback.CallbackPaths.Match;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallbackPathsTest {
  private final CallbackPaths<String> paths = new CallbackPaths<>();

  @Test
  void literalTextWinsOverAParameterAndAnExactPathOverAPrefix() {
    open("/a/{x}", "parameter");
    open("/a/b", "literal");
    open("/a*", "prefix");

    assertThat(paths.find("/a/b", "POST")).isEqualTo(new Match.Found<>("literal", Map.of()));
    assertThat(paths.find("/a/c", "POST"))
        .isEqualTo(new Match.Found<>("parameter", Map.of("x", "c")));
    assertThat(paths.find("/a/c/d", "POST")).isEqualTo(new Match.Found<>("prefix", Map.of()));
    assertThat(paths.find("/ab", "POST")).isEqualTo(new Match.None<>());
  }

  @Test
  void segmentsAreDecodedAfterTheyAreSplit() {
    open("/a/{x}", "one");

    assertThat(paths.find("/a/b%2Fc+%2B", "POST"))
        .isEqualTo(new Match.Found<>("one", Map.of("x", "b/c++")));
    assertThat(paths.find("/a%2Fb", "POST")).isEqualTo(new Match.None<>());
    assertThat(paths.find("/a/../a/b", "POST")).isEqualTo(new Match.None<>());
    assertThatThrownBy(() -> paths.find("/a/%z", "POST"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theMethodsOfAllRoutesOnAPathAreAllowed() {
    paths.open(PathTemplate.of("/a", false), Set.of("POST"), "post");
    paths.open(PathTemplate.of("/a", false), Set.of("GET", "HEAD"), "get");

    assertThat(paths.find("/a", "PUT")).isEqualTo(new Match.WrongMethod<>("GET, HEAD, POST"));
    assertThat(paths.find("/a", "GET")).isEqualTo(new Match.Found<>("get", Map.of()));
  }

  @Test
  void aPathStaysKnownWhenItsRouteIsNotYetOrNoLongerThere() {
    PathTemplate template = PathTemplate.of("a", false);
    paths.know(template, Set.of("POST"));
    assertThat(paths.find("/a", "POST")).isEqualTo(new Match.Stopped<>());
    paths.open(template, Set.of("POST"), "route");
    paths.know(template, Set.of("POST"));
    assertThat(paths.find("/a", "POST")).isEqualTo(new Match.Found<>("route", Map.of()));
    paths.close(template, Set.of("POST"), "route");
    assertThat(paths.find("/a", "POST")).isEqualTo(new Match.Stopped<>());
    assertThat(paths.find("/a", "GET")).isEqualTo(new Match.WrongMethod<>("POST"));
    paths.open(template, Set.of("POST"), "reloaded");
    assertThat(paths.find("/a", "POST")).isEqualTo(new Match.Found<>("reloaded", Map.of()));
  }

  @Test
  void aSecondRouteOnAPathAndMethodIsRefusedAndNamesBoth() {
    open("/a", "first");

    assertThatThrownBy(() -> open("/a/", "second"))
        .hasMessageContainingAll("first", "second", "/a", "POST");
  }

  @Test
  void repeatedSlashesAreOne() {
    open("/a/b", "one");

    for (String path : List.of("/a/b/", "//a//b", "/a/b//")) {
      assertThat(paths.find(path, "POST")).isEqualTo(new Match.Found<>("one", Map.of()));
    }
  }

  private void open(String path, String consumer) {
    paths.open(PathTemplate.of(path, false), Set.of("POST"), consumer);
  }
}
