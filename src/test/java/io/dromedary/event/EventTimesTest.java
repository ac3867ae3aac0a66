package io.dromedary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimesTest {

  @ParameterizedTest
  @CsvSource({
    "11/3/2023 8:07:01 PM,              2023-11-03T20:07:01Z",
    "10/12/2023 6:25:39 pm,             2023-10-12T18:25:39Z",
    "01/02/2023 08:07:01 AM,            2023-01-02T08:07:01Z",
    "1/1/2024 12:00:00 AM,              2024-01-01T00:00:00Z",
    "1/1/2024 12:00:00 PM,              2024-01-01T12:00:00Z",
    "11/3/2023 8:07:01\u202fPM,         2023-11-03T20:07:01Z",
    "2023-10-02T14:55:00.463Z,          2023-10-02T14:55:00.463Z",
    "2023-10-02T14:55:00Z,              2023-10-02T14:55:00Z",
    "2023-10-02T14:55Z,                 2023-10-02T14:55:00Z",
    "2023-10-02T14:55:00.1234567Z,      2023-10-02T14:55:00.123456700Z",
    "2017-09-22T02:38:32.341+0000,      2017-09-22T02:38:32.341Z",
    "2025-04-20T12:02:16.598+00:00,     2025-04-20T12:02:16.598Z",
    "2025-04-20T12:02:16.598+02:00,     2025-04-20T10:02:16.598Z",
    "2025-04-20T12:02:16.598-0330,      2025-04-20T15:32:16.598Z",
    "2025-04-20T12:02:16,               2025-04-20T12:02:16Z",
    "1498782840000,                     2017-06-30T00:34:00Z",
    "'  11/3/2023 8:07:01 PM ',         2023-11-03T20:07:01Z",
  })
  void everyFormIsReadAsUtc(String text, String expected) {
    assertThat(EventTimes.parse(text, ZoneOffset.UTC)).isEqualTo(Instant.parse(expected));
  }

  @Test
  void aDateWithoutAZoneIsOfTheZoneGiven() {
    ZoneId paris = ZoneId.of("Europe/Paris");

    assertThat(EventTimes.parse("11/3/2023 8:07:01 PM", paris))
        .isEqualTo(Instant.parse("2023-11-03T19:07:01Z"));
    assertThat(EventTimes.parse("7/3/2023 8:07:01 PM", paris))
        .isEqualTo(Instant.parse("2023-07-03T18:07:01Z"));
    assertThat(EventTimes.parse("2023-11-03T20:07:01", paris))
        .isEqualTo(Instant.parse("2023-11-03T19:07:01Z"));
  }

  @Test
  void aDateWithAZoneKeepsIt() {
    assertThat(EventTimes.parse("2023-11-03T20:07:01Z", ZoneId.of("Europe/Paris")))
        .isEqualTo(Instant.parse("2023-11-03T20:07:01Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "string",
        "yesterday",
        "13/13/2023 8:07:01 PM",
        "2/30/2023 8:07:01 PM",
        "11/3/2023 13:07:01 PM",
        "11/3/2023 8:07:01",
        "11/3/2023",
        "2023-02-30T00:00:00Z",
        "2023-11-03T20:07:01+99:99",
        "2023-11-03T20:07:01Zulu",
        "2023-11-03",
        "0",
        "1700000000",
        "-1498782840000",
        "149878284000000000000000",
        "١٤٩٨٧٨٢٨٤٠٠٠٠",
        "1969-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "2023-10-02T14:55:00.46300000000000000000000000000Z",
      })
  void whatIsNoDateIsUnknown(String text) {
    assertThat(EventTimes.parse(text, ZoneOffset.UTC)).isNull();
  }

  @Test
  void theLanguageOfTheMachineDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(EventTimes.parse("11/3/2023 8:07:01 PM", ZoneOffset.UTC))
          .isEqualTo(Instant.parse("2023-11-03T20:07:01Z"));
    } finally {
      Locale.setDefault(before);
    }
  }
}
