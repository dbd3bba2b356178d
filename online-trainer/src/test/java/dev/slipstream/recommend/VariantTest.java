package dev.slipstream.recommend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipstream.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantTest {

  private final Settings settings = Settings.defaults(RecommendLearner.OPTIONS);

  @Test
  void replacesValuesByShortOrWholeKeys() {
    assertThat(
            Variant.of(settings, "loss=n-pairs; recommend.learning-rate=0.002;learner.seed=7")
                .overrides())
        .containsOnlyKeys("recommend.loss", "recommend.learning-rate", "learner.seed")
        .containsEntry("recommend.learning-rate", "0.002");
    assertThat(Variant.of(settings, "").overrides()).isEmpty();
    assertThat(Variant.of(settings, "context=recent:recent").overrides()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss|challenger: must be KEY=VALUE with ; between, was loss",
        "learning-rat=1|challenger: learning-rat is no option of a recommender; did you mean",
        "job.parallelism=2|challenger: job.parallelism is no option of a recommender",
        "dimensions=1|recommend.dimensions: must be a whole number >= 2 <= 1024, was 1",
        "context=city:categorical|challenger: context must be of fields of recommend.context, was"
            + " city:categorical",
      })
  void saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> Variant.of(settings, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
