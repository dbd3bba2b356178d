package dev.slipstream.job.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipstream.config.Settings;
import dev.slipstream.encoder.EncoderConfig;
import dev.slipstream.job.TrainJob;
import dev.slipstream.learner.LearnerConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncoderSettingsTest {

  private static final Settings DEFAULTS = Settings.defaults(TrainJob.OPTIONS);

  @Test
  void learnsTheConfiguredEncoderWhereNoneAreNamed() {
    List<Settings> encoders = EncoderSettings.of(DEFAULTS.with(EncoderConfig.NAME, "mine"));

    assertThat(encoders).hasSize(1);
    assertThat(encoders.get(0).get(EncoderConfig.NAME)).isEqualTo("mine");
  }

  @Test
  void givesEachEncoderItsOwnValues() {
    List<Settings> encoders =
        EncoderSettings.of(
            DEFAULTS.with(
                Map.of(
                    "job.encoders", "fast , large",
                    "learner.batch-size", "64",
                    "large/learner.batch-size", "512",
                    "large/encoder.architecture", "resnet")));

    assertThat(encoders)
        .extracting(s -> s.get(EncoderConfig.NAME))
        .containsExactly("fast", "large");
    assertThat(encoders).extracting(s -> s.get(LearnerConfig.BATCH_SIZE)).containsExactly(64, 512);
    assertThat(encoders)
        .extracting(s -> s.get(EncoderConfig.ARCHITECTURE))
        .containsExactly("small-conv", "resnet");
    assertThat(encoders).allSatisfy(s -> assertThat(s.scopes()).isEmpty());
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    refuses(
        Map.of("job.encoders", "a,b", "c/learner.seed", "1"),
        "c/…: must begin with an encoder of job.encoders [a, b], does not");
    refuses(
        Map.of("job.encoders", "a", "a/image.height", "32"),
        "a/image.height: must be set for all encoders alike, as image.height");
    refuses(
        Map.of("job.encoders", "a", "a/encoder.name", "b"),
        "a/encoder.name: must be set for all encoders alike, as encoder.name");
    refuses(
        Map.of("job.encoders", "a,b,a"),
        "job.encoders: must name each encoder once, was [a, b, a]");
  }

  private static void refuses(Map<String, String> set, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EncoderSettings.of(DEFAULTS.with(set)))
        .withMessage(message);
  }
}
