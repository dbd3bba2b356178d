package dev.slipstream.objective.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.matrix.Device;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import dev.slipstream.matrix.torch.TorchDevice;
import dev.slipstream.memory.cluster.OnlineKMeans;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProductQuantizerTest {

  private static final Device DEVICE = TorchDevice.cpu(1);

  private final List<OnlineKMeans> books = new ArrayList<>();
  private final ProductQuantizer quantizer = new ProductQuantizer(2, this::book);

  @AfterEach
  void close() {
    books.forEach(OnlineKMeans::close);
  }

  @Test
  void eachHalfOfARowIsTheNearestCodeOfItsOwnBook() {
    try (Scope scope = DEVICE.scope()) {
      // Halves near 0 or 10 in the first book, near 100 or 200 in the second.
      Matrix rows = DEVICE.of(new float[] {0, 0, 100, 100, 10, 10, 200, 200, 0, 0, 200, 200}, 3, 4);
      for (int step = 0; step < 400; step++) {
        quantizer.learn(quantizer.codes(rows, step), step);
      }

      ProductQuantizer.Codes codes = quantizer.codes(rows, 400);

      for (float distance : codes.centroids().subtract(rows).rowNorm().toArray()) {
        assertThat(distance).isLessThan(0.5f);
      }
      assertThat(codes.ids()).doesNotHaveDuplicates();
    }
  }

  @Test
  void rowsOfTheSameCodesHaveOneId() {
    try (Scope scope = DEVICE.scope()) {
      Matrix rows = DEVICE.of(new float[] {0, 0, 5, 5, 9, 9, 5, 5, 0, 0, 5, 5}, 3, 4);

      ProductQuantizer.Codes codes = quantizer.codes(rows, 0);

      assertThat(codes.ids()[0]).isEqualTo(codes.ids()[2]);
    }
  }

  private OnlineKMeans book() {
    OnlineKMeans book = new OnlineKMeans(DEVICE, 8, 2, books.size());
    books.add(book);
    return book;
  }
}
