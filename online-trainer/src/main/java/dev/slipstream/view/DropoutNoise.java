package dev.slipstream.view;

import dev.slipstream.encoder.Noise;

/**
 * Dropout as a view: the network sees each view of a sample through masks of its own (SimCSE: Gao,
 * Yao and Chen 2021, arXiv:2104.08821, section 3). A pure function of the stream, step, view, row
 * and layer.
 *
 * @param stream of {@link ViewRandom#stream}
 * @param step the learner's step
 * @param view which of the step's views
 */
record DropoutNoise(long stream, long step, int view) implements Noise {

  @Override
  public float[] mask(String layer, int rows, int columns, double keep) {
    float[] mask = new float[Math.multiplyExact(rows, columns)];
    float kept = (float) (1 / keep);
    int next = 0;
    for (int row = 0; row < rows; row++) {
      ViewRandom random = ViewRandom.at(stream, step, view, row).split(layer.hashCode());
      for (int column = 0; column < columns; column++) {
        mask[next++] = random.next() < keep ? kept : 0;
      }
    }
    return mask;
  }
}
