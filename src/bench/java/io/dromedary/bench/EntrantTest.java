package io.dromedary.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.bench.contestant.Contestant;
import io.dromedary.bench.contestant.Running;
import io.dromedary.bench.contestant.Site;
import io.dromedary.bench.load.Address;
import io.dromedary.bench.load.Arrivals;
import io.dromedary.bench.load.FakeReceiver;
import io.dromedary.bench.load.FakeReceiver.Reaction;
import io.dromedary.signature.Signer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a contestant does wrong ends the run. */
class EntrantTest {
  private static final Site SITE = new Site(Path.of("."), Session.SECRET, Map.of());
  private static final Signer SIGNER = new Signer("itwin", Session.SECRET);

  @Test
  void whoKeepsEverythingIsMeasured() throws Exception {
    try (Entrant entrant = Entrant.start(keeping(number -> true), SITE)) {
      entrant.closed(4, 100, count -> {});
      entrant.finish();

      assertThat(entrant.sent()).isEqualTo(101);
    }
  }

  @Test
  void whoDropsOneIsNot() throws Exception {
    try (Entrant entrant = Entrant.start(keeping(number -> number != 60), SITE)) {
      entrant.closed(4, 100, count -> {});

      assertThatThrownBy(entrant::finish).hasMessageContaining("lost 1 of 101");
    }
  }

  @Test
  void whoRefusesOneIsNot() throws Exception {
    Contestant refusing =
        new Fake(
            (number, callback) -> number == 60 ? new Reaction(503, 0) : signed(callback),
            number -> true);
    try (Entrant entrant = Entrant.start(refusing, SITE)) {
      assertThatThrownBy(() -> entrant.closed(4, 100, count -> {}))
          .hasMessageContaining("refused 1 of 100");
    }
  }

  @Test
  void whoDoesNotCheckSignaturesIsNot() {
    Contestant trusting = new Fake((number, callback) -> Reaction.OK, number -> true);

    assertThatThrownBy(() -> Entrant.start(trusting, SITE))
        .hasMessageContaining("answers 200 to a wrong signature");
  }

  private static Contestant keeping(IntPredicate kept) {
    return new Fake((number, callback) -> signed(callback), kept);
  }

  private static Reaction signed(FakeReceiver.Received callback) {
    boolean right =
        callback.signature().equals(SIGNER.headers(callback.body(), "", 0).get("Signature"));
    return new Reaction(right ? 200 : 401, 0);
  }

  /**
   * A receiver in this process.
   *
   * @param kept which of the callbacks, in the order in which they came, are found in its store
   */
  private record Fake(FakeReceiver.Behaviour behaviour, IntPredicate kept) implements Contestant {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String label() {
      return "fake";
    }

    @Override
    public String settings() {
      return "";
    }

    @Override
    public boolean isDurable() {
      return true;
    }

    @Override
    public @Nullable String missing(Site site) {
      return null;
    }

    @Override
    public Running start(Site site) {
      FakeReceiver receiver = FakeReceiver.start(behaviour);
      return new Running() {
        @Override
        public Address address() {
          return receiver.address();
        }

        @Override
        public List<ProcessHandle> processes() {
          return List.of();
        }

        @Override
        public Path log() {
          return Path.of("none");
        }

        @Override
        public void stop() {
          // Nothing of it outlasts the test.
        }

        @Override
        public boolean addKept(Arrivals found) {
          for (int i = 0; i < receiver.received().size(); i++) {
            FakeReceiver.Received callback = receiver.received().get(i);
            // The first one is the probe whose signature is wrong.
            if (i > 0 && kept.test(i)) {
              found.add(id(callback));
            }
          }
          return true;
        }

        @Override
        public void close() {
          receiver.close();
        }
      };
    }

    private static String id(FakeReceiver.Received callback) {
      String body = new String(callback.body(), StandardCharsets.UTF_8);
      int at = body.indexOf("\"messageId\":\"") + 13;
      return body.substring(at, body.indexOf('"', at));
    }
  }
}
