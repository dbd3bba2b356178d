package dev.slipstream.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.encoder.EncoderSpec;
import dev.slipstream.job.TrainJob;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModalitiesTest {

  static List<String> names() {
    return Modalities.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theRecipeOfEveryModalitySuitsItsInput(String name) {
    Settings set = Settings.defaults(TrainJob.OPTIONS).with(Modalities.MODALITY, name);

    Settings settings = Modalities.withRecipe(set);

    SampleInput input = Modalities.input(settings);
    EncoderSpec spec = EncoderConfig.from(settings).declare(input.spec(), 1);
    assertThat(spec.input()).isEqualTo(input.spec());
  }
}
