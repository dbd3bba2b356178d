package dev.slipstream.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipstream.encoder.InputSpec.Planes;
import dev.slipstream.encoder.vertex.PositionMean;
import dev.slipstream.encoder.vertex.PositionRows;
import dev.slipstream.matrix.Matrix;
import dev.slipstream.matrix.Scope;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatchesTest {

  @Test
  void nameTheirPixelsChannelByChannel() {
    Patches patches = new Patches(new Planes(4, 4, 2), 2, 2);

    assertThat(patches.columns(0)).containsExactly(0, 1, 4, 5, 16, 17, 20, 21);
    assertThat(patches.columns(3)).containsExactly(10, 11, 14, 15, 26, 27, 30, 31);
  }

  @Test
  void reachBeyondTheirPlanesAtBothEnds() {
    Patches patches = new Patches(new Planes(1, 4, 1), 1, 3);

    assertThat(patches.cols()).isEqualTo(2);
    assertThat(patches.columns(0)).containsExactly(-1, 0, 1);
    assertThat(patches.columns(1)).containsExactly(2, 3, -1);
  }

  @ParameterizedTest
  @CsvSource({"28,28,1", "30,100,3", "9,7,2", "1,1,1"})
  void holdEachPixelOnce(int height, int width, int channels) {
    Planes planes = new Planes(height, width, channels);

    for (Patches patches : new Patches[] {Patches.ofImage(planes), Patches.ofFrames(planes)}) {
      int[] columns =
          IntStream.range(0, patches.count())
              .flatMap(i -> Arrays.stream(patches.columns(i)))
              .filter(column -> column >= 0)
              .sorted()
              .toArray();

      assertThat(columns).isEqualTo(IntStream.range(0, planes.columns()).toArray());
      assertThat(patches.count()).isLessThanOrEqualTo(64);
    }
  }

  /** Of an encoder without attention: a pixel changes the output of its patch and no other. */
  @ParameterizedTest
  @ValueSource(strings = {"torch", "nd4j"})
  void areWhatAPositionIsMadeOf(String engineName) {
    Planes planes = new Planes(5, 7, 1);
    Patches patches = new Patches(planes, 2, 3);
    int pixels = planes.columns();
    float[] images = new float[(pixels + 1) * pixels]; // the last one black
    for (int pixel = 0; pixel < pixels; pixel++) {
      images[pixel * pixels + pixel] = 1;
    }

    float[] outputs = outputs(Engines.open(engineName, 1), patches, images);

    int columns = 2 * patches.count();
    for (int patch = 0; patch < patches.count(); patch++) {
      int at = 2 * patch;
      int[] changed =
          IntStream.range(0, pixels)
              .filter(
                  i -> Math.abs(outputs[i * columns + at] - outputs[pixels * columns + at]) > 1e-6)
              .toArray();
      assertThat(changed)
          .isEqualTo(Arrays.stream(patches.columns(patch)).filter(i -> i >= 0).toArray());
    }
  }

  private static float[] outputs(Engine engine, Patches patches, float[] images) {
    Planes planes = patches.planes();
    GraphDeclaration graph = new GraphDeclaration(1, 0, ProjectionForm.POSITIONS);
    String map = graph.patches("patches", GraphDeclaration.INPUT, patches, 8);
    PositionRows grid = new PositionRows(patches.rows(), patches.cols(), 8, 0);
    String rows = graph.vertex("positions", grid, map);
    graph.vertex(EncoderSpec.REPRESENTATION, new PositionMean(patches.count()), rows);
    graph.positionHead(rows, patches.count(), 16, 2);
    int size = 2 * patches.count();
    EncoderSpec spec =
        new EncoderSpec("patches", planes, 8, size, patches.count(), graph.build(planes));
    try (Scope scope = engine.device().scope();
        Encoder encoder = engine.create(spec)) {
      encoder.parameters().set(EncoderFixtures.parameters(spec));
      Matrix input = engine.device().of(images, images.length / planes.columns(), planes.columns());
      return encoder.forward(input, Encoder.Mode.INFER).projection().toArray();
    }
  }
}
