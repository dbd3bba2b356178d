package dev.slipstream.infra.evaluate.recommend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.recommend.Interaction;
import dev.slipstream.recommend.Interaction.Feedback;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContextKindsTest {

  @Test
  void wordsNumbersAndSeveralAreToldApart() {
    List<Interaction> interactions = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      interactions.add(
          met(
              0,
              Map.of(
                  "device", List.of(i % 2 == 0 ? "phone" : "desk"),
                  "age", List.of("" + (20 + i)),
                  "price", List.of(i % 2 == 0 ? "1.5" : "2"),
                  "shop", List.of("" + i % 5),
                  "zip", List.of(i == 30 ? "EC1A" : "" + i),
                  "tags", i == 7 ? List.of("a", "b") : List.of("a"))));
    }

    assertThat(ContextKinds.of(interactions))
        .isEqualTo(
            "age:numeric,device:categorical,price:numeric,shop:categorical,tags:multi,"
                + "zip:categorical,recent:recent");
  }

  @Test
  void timesAddTheHourAndTheWeekdayUnlessAFieldIsCalledSo() {
    Interaction plain = met(5, Map.of());
    Interaction own = met(5, Map.of("hour", List.of("late")));

    assertThat(ContextKinds.of(List.of(plain)))
        .isEqualTo("hour:hour,weekday:weekday,recent:recent");
    assertThat(ContextKinds.of(List.of(own)))
        .isEqualTo("hour:categorical,weekday:weekday,recent:recent");
    assertThat(ContextKinds.of(List.of())).isEqualTo("recent:recent");
  }

  @Test
  void whatIsNoFiniteNumberIsAWord() {
    List<Interaction> interactions =
        IntStream.range(0, 50)
            .mapToObj(i -> met(0, Map.of("x", List.of(i == 0 ? "NaN" : "" + i))))
            .toList();

    assertThat(ContextKinds.of(interactions)).isEqualTo("x:categorical,recent:recent");
  }

  private static Interaction met(long time, Map<String, List<String>> context) {
    return new Interaction("id", "u", "i", time, context, Feedback.TAKEN, 1);
  }
}
