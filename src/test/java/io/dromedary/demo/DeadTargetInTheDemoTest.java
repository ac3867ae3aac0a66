package io.dromedary.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.demo.Tally.Domain;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A target that is down ends no demo: the table shows that it got nothing. */
class DeadTargetInTheDemoTest {
  private static final Tally ONE = new Tally(Map.of(new Domain("itwin", "issues"), 1L));

  @Test
  void aTargetThatCannotBeLookedAtShowsNothing() {
    Tally seen = Demo.tallyOf(new Dead());

    assertThat(seen).isEqualTo(Tally.NOTHING);
    assertThat(new Report(ONE, ONE, Map.of("warehouse", seen)).complete()).isFalse();
    assertThat(new Report(ONE, ONE, Map.of("warehouse", ONE)).complete()).isTrue();
  }

  private static final class Dead implements TargetView {
    @Override
    public String name() {
      return "warehouse";
    }

    @Override
    public Tally tally() throws SQLException {
      throw new SQLException("connection refused");
    }

    @Override
    public String where() {
      return "nowhere";
    }
  }
}
