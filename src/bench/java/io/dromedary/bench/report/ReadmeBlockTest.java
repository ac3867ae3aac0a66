package io.dromedary.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeBlockTest {
  private final Results results = Results.empty();

  @Test
  void onlyItsOwnPartOfTheReadmeIsWritten() throws IOException {
    results.contestants().put("x", new Results.Taker("Somebody", "as it comes", false));
    results.samples().add(new Results.Sample("rates", "x", "64", "perSecond", 12_345));
    String readme = Files.readString(Path.of("README.md"));

    String written = ReadmeBlock.into(readme, results);

    assertThat(written).contains("| Somebody | no | 12,345 | - ms |");
    assertThat(written.substring(0, written.indexOf("<!-- benchmark -->")))
        .isEqualTo(readme.substring(0, readme.indexOf("<!-- benchmark -->")));
    assertThat(written.substring(written.indexOf("<!-- /benchmark -->")))
        .isEqualTo(readme.substring(readme.indexOf("<!-- /benchmark -->")));
    assertThat(ReadmeBlock.into(written, results)).isEqualTo(written);
  }

  @Test
  void aReadmeWithoutItsPlaceIsNotTouched() {
    assertThatThrownBy(() -> ReadmeBlock.into("# Dromedary", results))
        .hasMessageContaining("markers");
  }
}
