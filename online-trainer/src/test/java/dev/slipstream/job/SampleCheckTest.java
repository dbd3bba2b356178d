package dev.slipstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.wire.Sample;
import org.junit.jupiter.api.Test;

class SampleCheckTest {

  private final ImageShape shape = new ImageShape(8, 8, 1);

  @Test
  void takesWhatTheEncoderTakes() {
    assertThat(SampleCheck.problem(JobFixtures.sample(1), shape)).isNull();
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(SampleCheck.problem(Sample.getDefaultInstance(), shape))
        .isEqualTo("features: must be an image, was FEATURES_NOT_SET");
    assertThat(SampleCheck.problem(JobFixtures.sample("a", 0, 9, new byte[81]), shape))
        .isEqualTo("shape: must be 8x8x1, was 9x9x1");
    assertThat(SampleCheck.problem(JobFixtures.sample("a", 0, 8, new byte[63]), shape))
        .isEqualTo("pixels: must be 64 bytes, was 63");
  }
}
