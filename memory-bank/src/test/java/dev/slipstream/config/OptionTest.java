package dev.slipstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTest {

  private enum Order {
    IID,
    SORTED_BY_CLASS
  }

  private static final Option<Integer> ROWS =
      Option.ofInt("queue.min-fill", 8).atLeast(2).atMost(10).unit("rows").doc("Meaning.");
  private static final Option<Duration> PERIOD =
      Option.ofDuration("job.period", Duration.ofSeconds(10)).atLeast(Duration.ofMillis(50));

  @Test
  void tellsAllThatIsDeclared() {
    assertThat(ROWS.key()).isEqualTo("queue.min-fill");
    assertThat(ROWS.defaultValue()).isEqualTo(8);
    assertThat(ROWS.defaultText()).isEqualTo("8");
    assertThat(ROWS.unit()).isEqualTo("rows");
    assertThat(ROWS.doc()).isEqualTo("Meaning.");
    assertThat(ROWS.rule()).isEqualTo("a whole number >= 2 <= 10");
    assertThat(ROWS.environmentName()).isEqualTo("SLIPSTREAM_QUEUE_MIN_FILL");
    assertThat(ROWS).hasToString("queue.min-fill");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "11,11", "x,x", "'',empty", "3.5,3.5", "9999999999,9999999999"})
  void refusesWhatIsNoNumberWithinItsBounds(String text, String shown) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ROWS.parse(text))
        .withMessage("queue.min-fill: must be a whole number >= 2 <= 10, was " + shown);
  }

  @Test
  void readsEachType() {
    assertThat(ROWS.parse(" 10 ")).isEqualTo(10);
    assertThat(Option.ofLong("k", 0).parse("-9000000000")).isEqualTo(-9_000_000_000L);
    assertThat(Option.ofDouble("k", 0).parse("2.5e-3")).isEqualTo(0.0025);
    assertThat(Option.ofBoolean("k", false).parse("TRUE")).isTrue();
    assertThat(Option.ofString("k", "x").parse("")).isEmpty();
    assertThat(Option.ofEnum("k", Order.IID).parse("sorted-by-class"))
        .isEqualTo(Order.SORTED_BY_CLASS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "1e999", "", "one"})
  void refusesNumbersThatAreNotFinite(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Option.ofDouble("k", 0).parse(text))
        .withMessage("k: must be a finite number, was " + (text.isEmpty() ? "empty" : text));
  }

  @Test
  void refusesOtherWordsThanItsChoices() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Option.ofBoolean("k", true).parse("yes"))
        .withMessage("k: must be true or false, was yes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Option.ofEnum("k", Order.IID).parse("random"))
        .withMessage("k: must be one of iid, sorted-by-class, was random");
  }

  @ParameterizedTest
  @CsvSource({"250ms,250", "10s,10000", "5m,300000", "1h,3600000", "2 s,2000"})
  void readsTimeSpans(String text, long millis) {
    assertThat(PERIOD.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10", "s", "-1s", "1d", "49ms", "99999999999999999999s", "9000000000000000h"})
  void refusesWhatIsNoTimeSpanWithinItsBounds(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PERIOD.parse(text))
        .withMessage(
            "job.period: must be a time span such as 250ms, 10s, 5m or 1h >= 50ms, was " + text);
  }

  @Property(tries = 100)
  void readsTheTimeSpansItShows(@ForAll @LongRange(min = 50, max = 1L << 40) long millis) {
    Duration span = Duration.ofMillis(millis);

    assertThat(PERIOD.parse(PERIOD.show(span))).isEqualTo(span);
  }

  @Test
  void checksValuesMadeInCode() {
    assertThat(ROWS.check(2)).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ROWS.check(null))
        .withMessage("queue.min-fill: must be a whole number >= 2 <= 10, was nothing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Option.ofDouble("k", 1).above(0.0).check(0.0))
        .withMessage("k: must be a finite number > 0.0, was 0.0");
  }

  @Test
  void refusesADefaultThatBreaksItsOwnRule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Option.ofInt("k", 0).atLeast(1))
        .withMessage("k: must be a whole number >= 1, was 0");
  }
}
