package dev.slipstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

  @ParameterizedTest
  @CsvSource({
    "1339227125, 2012-06-09T07:32:05Z",
    "1339227125.25, 2012-06-09T07:32:05.250Z",
    "1339227125250, 2012-06-09T07:32:05.250Z",
    "2012-06-09T09:32:05+02:00, 2012-06-09T07:32:05Z",
    "2012-06-09 07:32:05Z, 2012-06-09T07:32:05Z",
    "2012-06-09T07:32:05.5, 2012-06-09T07:32:05.500Z",
    "2012-06-09 07:32, 2012-06-09T07:32:00Z",
    "2012-06-09, 2012-06-09T00:00:00Z",
  })
  void reads(String text, String expected) throws IOException {
    assertThat(EventTime.parse(text)).isEqualTo(Instant.parse(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-5", "yesterday", "09/06/2012", "2012-13-01", "12345678901234567890"})
  void refuses(String text) {
    assertThatThrownBy(() -> EventTime.parse(text))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "has a time that is neither Unix seconds or milliseconds nor ISO 8601: " + text);
  }
}
