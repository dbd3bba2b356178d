package dev.slipstream.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.config.Settings;
import dev.slipstream.loss.Losses.Name;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LossesTest {

  private static final Settings DEFAULTS = Settings.defaults(Losses.OPTIONS);

  @Test
  void isInfoNceUnlessNamed() {
    assertThat(Losses.from(DEFAULTS)).isEqualTo(new InfoNceLoss(0.2, 8192));
  }

  @Test
  void everyNameIsALossOfItsOwn() {
    assertThat(
            Arrays.stream(Name.values()).map(name -> Losses.from(DEFAULTS.with(Losses.NAME, name))))
        .doesNotHaveDuplicates();
  }

  @Test
  void lossesTakeTheirOptions() {
    Settings settings =
        DEFAULTS
            .with(InfoNceLoss.TEMPERATURE, 0.5)
            .with(InfoNceLoss.CHUNK_ROWS, 7)
            .with(Losses.MARGIN, 0.3)
            .with(Losses.POSITIVE_PRIOR, 0.2)
            .with(Losses.CONCENTRATION, 2.0)
            .with(Losses.PROXIMAL, 3.0);

    assertThat(Losses.from(settings.with(Losses.NAME, Name.TRIPLET)))
        .isEqualTo(new TripletLoss(0.3, 7));
    assertThat(Losses.from(settings.with(Losses.NAME, Name.HARD_NEGATIVES)))
        .isEqualTo(new HardNegativeLoss(0.5, 0.2, 2, 7));
    assertThat(Losses.from(settings.with(Losses.NAME, Name.NON_PARAMETRIC_SOFTMAX)))
        .isEqualTo(NonParametricSoftmaxLoss.exact(0.5, 3, 7));
  }

  @Test
  void refusesAPriorOfOne() {
    assertThatThrownBy(() -> HardNegativeLoss.debiased(0.2, 1, 8))
        .hasMessageStartingWith("loss.positive-prior: must be")
        .hasMessageEndingWith("was 1.0");
  }
}
