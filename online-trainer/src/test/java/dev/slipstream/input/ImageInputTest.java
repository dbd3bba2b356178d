package dev.slipstream.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipstream.config.Settings;
import dev.slipstream.ingest.image.ImageShape;
import dev.slipstream.view.ViewConfig;
import dev.slipstream.wire.ImageFeatures;
import dev.slipstream.wire.Sample;
import dev.slipstream.wire.TextFeatures;
import org.junit.jupiter.api.Test;

class ImageInputTest {

  private final ImageInput input =
      new ImageInput(
          new ImageShape(8, 8, 1), ViewConfig.from(Settings.defaults(ViewConfig.OPTIONS)));

  @Test
  void takesImagesAlone() {
    assertThat(input.takes(sample(8, 64))).isTrue();
    assertThat(input.takes(Sample.getDefaultInstance())).isFalse();
    assertThat(input.takes(Sample.newBuilder().setText(TextFeatures.getDefaultInstance()).build()))
        .isFalse();
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(input.problem(sample(8, 64))).isNull();
    assertThat(input.problem(sample(9, 81))).isEqualTo("shape: must be 8x8x1, was 9x9x1");
    assertThat(input.problem(sample(8, 63))).isEqualTo("pixels: must be 64 bytes, was 63");
  }

  private static Sample sample(int side, int bytes) {
    return Sample.newBuilder()
        .setImage(
            ImageFeatures.newBuilder()
                .setHeight(side)
                .setWidth(side)
                .setChannels(1)
                .setPixels(ByteString.copyFrom(new byte[bytes])))
        .build();
  }
}
