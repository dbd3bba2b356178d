package dev.slipstream.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.InputSpec;
import dev.slipstream.view.TextViewConfig;
import dev.slipstream.wire.ImageFeatures;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextInputTest {

  private final TextInput input =
      new TextInput(3, 11, TextViewConfig.from(Settings.defaults(TextViewConfig.OPTIONS)));

  @Test
  void takesTextsAlone() {
    assertThat(input.takes(sample(1))).isTrue();
    assertThat(input.takes(Sample.getDefaultInstance())).isFalse();
    assertThat(
            input.takes(Sample.newBuilder().setImage(ImageFeatures.getDefaultInstance()).build()))
        .isFalse();
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(input.problem(sample(7))).isNull();
    assertThat(input.problem(sample())).isEqualTo("words: must be 1 or more, was 0");
  }

  @Test
  void aRowHasTheIdsOfTheFirstWordsThenZeros() {
    byte[] values = new byte[2 * input.rowBytes()];
    values[values.length - 1] = 9; // what lay there before

    input.write(sample(0, 9, -1, 4), values, 0);
    input.write(sample(10), values, input.rowBytes());

    // 2^32 - 1 is 5 modulo 10
    assertThat(values)
        .containsExactly(0, 0, 0, 1, 0, 0, 0, 10, 0, 0, 0, 6, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(input.spec()).isEqualTo(new InputSpec.Tokens(3, 11));
  }

  private static Sample sample(Integer... words) {
    return Sample.newBuilder()
        .setText(TextFeatures.newBuilder().addAllWords(List.of(words)))
        .build();
  }
}
