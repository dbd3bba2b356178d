package dev.slipstream.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.recommend.ContextConfig.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextConfigTest {

  private static final ContextConfig CONFIG =
      ContextConfig.parse("device:categorical,price:numeric,tags:multi,at:hour,day:weekday");

  @Test
  void readsFieldsInTheirOrder() {
    assertThat(CONFIG.fields().keySet()).containsExactly("device", "price", "tags", "at", "day");
    assertThat(CONFIG.fields().get("price")).isEqualTo(Kind.NUMERIC);
    assertThat(ContextConfig.parse("").fields()).isEmpty();
  }

  @Test
  void suggestsTheKindThatWasMeant() {
    assertThatThrownBy(() -> ContextConfig.parse("price:numerc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recommend.context: kind must be one of [categorical, numeric, multi, hour, weekday,"
                + " recent], was numerc; did you mean numeric?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "device|was device",
        "a:hour,a:weekday|must name each field once, was twice a",
        "a:recent,b:recent|must have one field of kind recent at most",
        "a b:hour|must be a list of NAME:KIND"
      })
  void refusesWhatIsNoContext(String text, String complaint) {
    assertThatThrownBy(() -> ContextConfig.parse(text)).hasMessageContaining(complaint);
  }

  @Test
  void refusesValuesThatDoNotSuit() {
    CONFIG.check(Map.of("device", List.of("phone"), "tags", List.of(), "price", List.of("-3e2")));

    assertThatThrownBy(() -> CONFIG.check(Map.of("devise", List.of("phone"))))
        .hasMessage("context.devise: must be one of [device, price, tags]; did you mean device?");
    assertThatThrownBy(() -> CONFIG.check(Map.of("at", List.of("3"))))
        .hasMessageStartingWith("context.at: must be one of");
    assertThatThrownBy(() -> CONFIG.check(Map.of("price", List.of("NaN"))))
        .hasMessage("context.price: must be a finite number, was NaN");
    assertThatThrownBy(() -> CONFIG.check(Map.of("device", List.of("a", "b"))))
        .hasMessage("context.device: must have 1 value, was 2");
  }

  @Test
  void hoursAndNumbersThatAreNearShareTheirIds() {
    ContextFeatures features = new ContextFeatures(CONFIG, 1 << 20);
    Map<String, List<String>> none = Map.of();

    FeatureRow late = features.row(none, 86_400_000L - 1);
    FeatureRow early = features.row(none, 86_400_000L);

    // after the bias: hours 23 and 0 share the clock's mark 0
    assertThat(late.ids()[2]).isEqualTo(early.ids()[1]);
    assertThat(late.weights()[2]).isCloseTo(1, within(1e-4f));
    FeatureRow ten = features.row(Map.of("price", List.of("10")), 0);
    FeatureRow more = features.row(Map.of("price", List.of("10.01")), 0);
    assertThat(ten.ids()[1]).isEqualTo(more.ids()[1]);
    assertThat(ten.ids()).hasSize(features.length());
  }
}
