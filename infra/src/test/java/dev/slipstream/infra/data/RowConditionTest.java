package dev.slipstream.infra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowConditionTest {

  @ParameterizedTest
  @CsvSource({
    "rating>=4, 4.0, true",
    "rating>=4, 3.5, false",
    "rating > 4, 4, false",
    "rating<=2, 2e0, true",
    "rating<2, 10, false",
    "rating==5, 5.0, true",
    "rating!=5, 5.0, false",
    "rating == 0, -0.0, true",
    "event==buy, buy, true",
    "event==buy, view, false",
    "event!=buy, view, true",
    "event!=5, five, true",
    "a b == c d, c d, true",
  })
  void holds(String condition, String value, boolean expected) throws IOException {
    RowCondition parsed = RowCondition.parse("--positive", condition);

    assertThat(parsed.holds(Map.of(parsed.column(), value))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rating", "rating=4", ">=4", "rating>=", "", "rating=>4"})
  void refusesAnotherForm(String text) {
    assertThatThrownBy(() -> RowCondition.parse("--positive", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--positive: must")
        .hasMessageEndingWith("was " + text);
  }

  @Test
  void textsHaveNoOrder() {
    assertThatThrownBy(() -> RowCondition.parse("--positive", "event>=buy"))
        .hasMessage(
            "--positive: must compare texts by == or !=, numbers by any operator, was event>=buy");
  }

  @Test
  void aNumberIsNeededWhereAnOrderIsAskedFor() {
    RowCondition condition = RowCondition.parse("--positive", "rating>=4");

    assertThatThrownBy(() -> condition.holds(Map.of("rating", "good")))
        .isInstanceOf(IOException.class)
        .hasMessage("has no number in column rating: good");
  }
}
