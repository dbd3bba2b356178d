package dev.slipstream.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.nd4j.Nd4jDevice;
import dev.slipstream.matrix.torch.TorchDevice;
import org.junit.jupiter.api.Test;

class Nd4jViewsTest extends AbstractViewsTest {

  private static final Nd4jDevice CPU = Nd4jDevice.open(1);

  @Override
  Device device() {
    return CPU;
  }

  @Test
  void makesTheSameViewsAsLibtorch() {
    float[] images = images(COLOUR, 8, 12);
    ImageViews views = ImageViews.of(ViewConfig.from(allOn()), COLOUR, 3, "image");

    assertThat(view(CPU, views, images))
        .containsExactly(view(TorchDevice.cpu(1), views, images), within(1e-5f));
  }

  private static float[] view(Device device, ImageViews views, float[] images) {
    try (Scope scope = device.scope()) {
      return views.view(device.of(images, 8, COLOUR.size()), 9, 1).toArray();
    }
  }
}
